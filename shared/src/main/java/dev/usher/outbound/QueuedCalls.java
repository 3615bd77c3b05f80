package dev.usher.outbound;

import dev.usher.config.Destination;
import dev.usher.config.Service;
import dev.usher.delivery.RetryPlan;
import dev.usher.delivery.Sender;
import dev.usher.delivery.Sent;
import dev.usher.message.Attempt;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.message.EventStore;
import dev.usher.message.Outcome;
import dev.usher.message.Outcome.Failure;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.Queues;
import dev.usher.message.Wake;
import dev.usher.outbound.GatewayAnswer.Broken;
import dev.usher.outbound.GatewayAnswer.Denied;
import dev.usher.outbound.GatewayAnswer.Failed;
import dev.usher.outbound.GatewayAnswer.Limited;
import dev.usher.outbound.GatewayAnswer.Served;
import dev.usher.outbound.GatewayAnswer.TooDear;
import dev.usher.routing.Routing.Leg;
import dev.usher.shape.Shapes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the attempts of calls that were queued, for the delivery engine: one at a time, under the breaker and at the pace of the limit, in
 * whose line each call keeps the place that it was given. What comes of a call is an event of its own.
 */
public final class QueuedCalls implements Sender {
    /** A service that asked for nothing in particular, or whose credentials can't be had, is asked again after this. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Attempts attempts;
    private final Shaping shaping;
    private final Map<String, Service> services;
    private final CallEnds ends;
    private final Queues queues;
    private final InstantSource clock;

    /** @param services by name */
    public QueuedCalls(
            Gateway.Parts parts,
            Map<String, Service> services,
            EventStore events,
            Queues queues,
            Shapes shapes,
            InstantSource clock) {
        this.attempts = new Attempts(parts, clock);
        this.shaping = new Shaping(shapes);
        this.services = Map.copyOf(services);
        this.ends = new CallEnds(events);
        this.queues = queues;
        this.clock = clock;
    }

    @Override
    public boolean once(Event event, Destination destination) {
        var service = services.get(event.context().getOrDefault("service", ""));
        if (service == null) return false;
        return !Attempts.repeatable(service, call(event, service).outgoing());
    }

    private QueuedCall call(Event event, Service service) {
        return QueuedCall.read(event, clock.instant(), service.timeout()).keyed(service);
    }

    @Override
    public Sent send(DeliveryId id, Event event, Destination destination, Leg leg, int number) {
        var service = services.get(event.context().getOrDefault("service", ""));
        if (service == null) return new Sent.Over(null, "destination-removed");
        var started = clock.instant();
        var call = call(event, service);
        if (!started.isBefore(call.later().deadline())) return new Sent.Over(null, Sent.LATE);
        var step = attempts.make(service, call.outgoing(), 1, id.event().text());
        var sent = sent(step, service, call, event, new Trial(number, started, clock.instant()));
        boolean tooLate = sent instanceof Sent.Later(var reason, var until)
                && !until.isBefore(call.later().deadline());
        return tooLate ? new Sent.Over(null, Sent.LATE) : sent;
    }

    /** One attempt, without its outcome. */
    private record Trial(int number, Instant at, Instant ended) {
        Attempt with(Outcome outcome, QueuedCall call) {
            return new Attempt(
                    number,
                    at,
                    Duration.between(at, ended),
                    outcome,
                    call.outgoing().body().size(),
                    "");
        }
    }

    private Sent sent(Step step, Service service, QueuedCall call, Event event, Trial trial) {
        return switch (step) {
            case Step.Refused(var answer) -> refused(answer, trial);
            case Step.Over(Served served) -> {
                var wanted = call.outgoing();
                var shaped = wanted.normal() ? shaping.kept(service, wanted, served, trial.ended) : served;
                tell(ends.kept(CallAnswer.answered(call, shaped, event, trial.ended)));
                yield new Sent.Settled(trial.with(new Outcome.Answered(served.status(), null), call));
            }
            case Step.Over(Failed failed)
            when failed.unmade() ->
                new Sent.Over(trial.with(new Outcome.Failed(Failure.BLOCKED), call), RetryPlan.BLOCKED);
            case Step.Over(Failed failed) ->
                new Sent.Over(trial.with(new Outcome.Failed(Failure.PROTOCOL), call), Sent.TOO_LONG);
            case Step.Over over -> new Sent.Made(trial.with(new Outcome.Failed(Failure.SECRET), call));
            case Step.Again(var answer, var atLeast, boolean undone, var outcome) -> {
                boolean may = undone || Attempts.repeatable(service, call.outgoing());
                if (outcome == null && may) yield new Sent.Later(Sent.LIMITED, trial.ended.plus(longer(atLeast)));
                var attempt = trial.with(outcome == null ? new Outcome.Failed(Failure.PROTOCOL) : outcome, call);
                yield may ? new Sent.Made(attempt) : new Sent.Over(attempt, Sent.UNKNOWN);
            }
        };
    }

    private static Sent refused(Denied answer, Trial trial) {
        return switch (answer) {
            case Broken(var wait) -> new Sent.Later(Sent.BROKEN, trial.ended.plus(wait));
            case Limited limited -> new Sent.Later(Sent.LIMITED, trial.ended.plus(limited.retryAfter()));
            case TooDear dear -> new Sent.Over(null, Sent.DEAR);
            case Denied other -> new Sent.Later(Sent.LIMITED, trial.ended.plus(SOON));
        };
    }

    private static Duration longer(Duration asked) {
        return asked.compareTo(SOON) > 0 ? asked : SOON;
    }

    @Override
    public void died(Delivery delivery, Event event) {
        tell(ends.failed(delivery, event, clock.instant()));
    }

    /** Of a replay nobody knows: the answer that is kept may be the one of the call that it does over. */
    @Override
    public boolean isSettled(Delivery delivery, Event event) {
        return delivery.id().replay() == 0 && ends.isAnswered(event);
    }

    /** It is stored: what the queue does not take, the sweeper finds. */
    private void tell(@Nullable Event end) {
        if (end == null) return;
        try {
            queues.send(Wake.Dispatch.of(end), end.priority(), Duration.ZERO);
        } catch (QueueUnavailable outage) {
            return;
        }
    }
}
