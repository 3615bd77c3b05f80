package dev.usher.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import dev.usher.message.Delivery;
import dev.usher.message.EventId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Compares what a provider sent and was told with what arrived and with what the log says. All that is wrong is told at once. */
final class Reckoning implements AutoCloseable {
    /** Of every event, as crash.yaml routes it. */
    private static final List<String> DESTINATIONS = List.of("steady", "moody");

    /** As crash.yaml has it. */
    private static final int ATTEMPTS = 6;

    /** Requests to the admin API at once. */
    private static final int SIDE_BY_SIDE = 4;

    private final Log log;
    private final Provider provider;
    private final Receivers receivers;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    /**
     * @param accepted events that were answered 2xx
     * @param stored events in the log, those included whose answer got lost
     * @param delivered deliveries that were taken, each once
     * @param repeated deliveries taken once more than was needed
     * @param dead dead letters
     */
    record Summary(int sent, int accepted, int stored, int delivered, int repeated, int dead) {
        @Override
        public String toString() {
            return "sent %d, accepted %d, stored %d, delivered %d, duplicates %d, dead %d"
                    .formatted(sent, accepted, stored, delivered, repeated, dead);
        }
    }

    Reckoning(URI host, Provider provider, Receivers receivers) {
        this.log = new Log(host);
        this.provider = provider;
        this.receivers = receivers;
    }

    /** Waits until every delivery of every event in the log is delivered or dead. Nothing may be sent any more. */
    void awaitQuiet(Duration atMost) throws InterruptedException {
        var unsettled = new HashSet<>(log.events(provider.source()));
        Await.until(() -> describe(unsettled), atMost, () -> {
            try {
                unsettled.removeAll(each(unsettled, id -> settled(id) ? id : ""));
                return unsettled.isEmpty();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private String describe(Set<String> unsettled) {
        try {
            return unsettled.size() + " events are unsettled, one is "
                    + log.event(unsettled.iterator().next()).toPrettyString();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean settled(String id) throws InterruptedException {
        var deliveries = log.event(id).path("deliveries");
        return DESTINATIONS.stream().allMatch(destination -> deliveries
                .valueStream()
                .anyMatch(one -> one.path("destination").asText().equals(destination)
                        && Set.of("delivered", "dead")
                                .contains(one.path("state").asText())));
    }

    /** Checks everything; an event may be in the log although its answer got lost, but none may be there that was not sent. */
    Summary check() throws InterruptedException {
        var sent = provider.sent();
        var arrivals = receivers.arrivals().stream()
                .filter(arrival -> arrival.providerId().startsWith(provider.source() + "-"))
                .toList();
        var stored = log.events(provider.source());
        var answered =
                provider.answers().stream().filter(Provider.Answer::accepted).toList();
        fault(stored.size() != Set.copyOf(stored).size(), "an event is listed twice");
        checkAnswers(answered, Set.copyOf(stored));
        for (var arrival : arrivals) check(arrival, sent);
        var byEvent = arrivals.stream().collect(Collectors.groupingBy(Receivers.Arrival::event));
        var dead = each(stored, id -> check(id, sent, byEvent.getOrDefault(id, List.of()))).stream()
                .mapToInt(Integer::intValue)
                .sum();
        assertThat(faults.stream().limit(50))
                .as("what is wrong, of " + faults.size())
                .isEmpty();
        var taken = arrivals.stream()
                .filter(Receivers.Arrival::taken)
                .map(Receivers.Arrival::delivery)
                .toList();
        int delivered = Set.copyOf(taken).size();
        int accepted = answered.stream()
                .map(Provider.Answer::providerId)
                .collect(Collectors.toSet())
                .size();
        return new Summary(sent.size(), accepted, stored.size(), delivered, taken.size() - delivered, dead);
    }

    private void checkAnswers(List<Provider.Answer> answered, Set<String> stored) {
        for (var answer : answered) {
            var id = id(answer.providerId());
            fault(!answer.event().equals(id), answer + " should name " + id);
            fault(!stored.contains(id), answer + " is not in the log");
        }
    }

    private void check(Receivers.Arrival arrival, Map<String, Body> sent) {
        var body = sent.get(arrival.providerId());
        fault(!arrival.genuine(), arrival + " is not signed as it should be");
        fault(!arrival.event().equals(id(arrival.providerId())), arrival + " carries another id than its event's");
        fault(
                !arrival.delivery().equals(arrival.event() + "." + arrival.destination() + ".0"),
                arrival + " names another delivery");
        fault(arrival.attempt() < 1 || arrival.attempt() > ATTEMPTS, arrival + " is an attempt too many");
        fault(body == null, arrival + " was never sent");
        fault(body != null && !body.equals(arrival.body()), arrival + " has other bytes than were sent");
    }

    /** How many of its deliveries are dead. */
    private int check(String id, Map<String, Body> sent, List<Receivers.Arrival> arrivals) throws InterruptedException {
        var event = log.event(id);
        var providerId = event.path("providerId").asText();
        var body = sent.get(providerId);
        fault(body == null, id + " is in the log and was never sent");
        fault(!id.equals(id(providerId)), id + " is not the id of " + providerId);
        fault(body != null && !body.equals(log.payload(id)), id + " has another payload than was sent");
        var others = event.path("deliveries")
                .valueStream()
                .filter(one -> one.path("replay").asInt() != 0
                        || !known(one.path("destination").asText()))
                .toList();
        fault(!others.isEmpty(), id + " has deliveries that nobody asked for: " + others);
        int dead = 0;
        for (var destination : DESTINATIONS) {
            var taken = arrivals.stream()
                    .filter(arrival -> arrival.destination().equals(destination))
                    .anyMatch(Receivers.Arrival::taken);
            if (isDead(id + " to " + destination, of(event, destination), taken)) dead++;
        }
        return dead;
    }

    private static boolean known(String destination) {
        return DESTINATIONS.contains(destination) || destination.equals(Delivery.NOWHERE);
    }

    private static List<JsonNode> of(JsonNode event, String destination) {
        return event.path("deliveries")
                .valueStream()
                .filter(one -> one.path("destination").asText().equals(destination))
                .toList();
    }

    private boolean isDead(String what, List<JsonNode> deliveries, boolean taken) {
        fault(deliveries.size() != 1, what + " has " + deliveries.size() + " deliveries");
        if (deliveries.isEmpty()) return false;
        var delivery = deliveries.getFirst();
        var attempts = delivery.path("attempts").valueStream().toList();
        var statuses =
                attempts.stream().map(attempt -> attempt.path("status").asInt()).toList();
        for (int i = 0; i < attempts.size(); i++) {
            fault(attempts.get(i).path("number").asInt() != i + 1, what + " has a gap in its attempts: " + delivery);
            fault(
                    statuses.get(i) == 200 && i + 1 < attempts.size(),
                    what + " was attempted after it was taken: " + delivery);
        }
        fault(attempts.size() > ATTEMPTS, what + " has attempts too many: " + delivery);
        switch (delivery.path("state").asText()) {
            case "delivered" -> {
                fault(!taken, what + " is delivered and never arrived: " + delivery);
                fault(
                        statuses.isEmpty() || statuses.getLast() != 200,
                        what + " is delivered without an attempt that was taken: " + delivery);
                return false;
            }
            case "dead" -> {
                fault(
                        attempts.size() != ATTEMPTS || statuses.contains(200),
                        what + " is dead before its time: " + delivery);
                return true;
            }
            default -> fault(true, what + " is unfinished: " + delivery);
        }
        return false;
    }

    private String id(String providerId) {
        return EventId.of(provider.source(), providerId, 0).text();
    }

    private void fault(boolean isOne, String what) {
        if (isOne) faults.add(what);
    }

    /** A question to the log. */
    @FunctionalInterface
    private interface Question<T> {
        T ask(String id) throws InterruptedException;
    }

    private static <T> List<T> each(Iterable<String> ids, Question<T> question) throws InterruptedException {
        var questions = new ArrayList<Callable<T>>();
        for (var id : ids) questions.add(() -> question.ask(id));
        try (var threads = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
            var answers = new ArrayList<T>();
            for (var asked : threads.invokeAll(questions)) answers.add(asked.get());
            return answers;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failure) throw failure;
            throw new AssertionError(e.getCause());
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
