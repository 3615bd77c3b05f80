package dev.usher.outbound;

import dev.usher.config.Destination;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.OwnSources;
import dev.usher.config.Service;
import dev.usher.http.Headers;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import dev.usher.outbound.Outgoing.Later;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A call that waits to be made, as the event that stands for it in the log. The event's body is the call's, byte by byte; its headers are
 * those that are passed on, and what the gateway needs to know beside them, under names that no caller can pass on.
 */
record QueuedCall(EventId id, String service, Later later, Outgoing outgoing) {
    private static final String METHOD = "usher-method";
    private static final String PATH = "usher-path";
    private static final String QUERY = "usher-query";
    private static final String COST = "usher-cost";
    private static final String CALLER = "usher-caller";
    private static final String FOR = "usher-for";
    private static final String DEADLINE = "usher-deadline-ms";
    private static final String NORMAL = "usher-normal";

    /** Names of headers that speak of credentials: those are never kept. */
    private static final Pattern CREDENTIAL =
            Pattern.compile("auth|token|secret|password|credential|session|api-?key", Pattern.CASE_INSENSITIVE);

    private static final List<Dimension> DIMENSIONS = List.of(Dimension.OPERATION, Dimension.TIER, Dimension.CLIENT);

    /** @param later as {@code wanted} has it */
    static QueuedCall of(Service service, Outgoing wanted, Later later) {
        return new QueuedCall(EventId.of(OwnSources.GATEWAY, name(service, later), 0), service.name(), later, wanted);
    }

    /** What nobody else can name: the caller's key together with who the caller is, or nothing that was there before. */
    private static String name(Service service, Later later) {
        if (later.key().isEmpty()) return UUID.randomUUID().toString();
        return digest(later.caller() + '\0' + service.name() + '\0' + later.key());
    }

    static String digest(String text) {
        try {
            var sha = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha, 0, 16);
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing); // every JDK has SHA-256
        }
    }

    /** @param to the service that it is for */
    Event event(Service to, Instant now) {
        var headers = new TreeMap<String, String>();
        outgoing.headers().asMap().forEach((name, value) -> {
            boolean kept = name.equals(to.idempotencyHeader())
                    || !CREDENTIAL.matcher(name).find();
            if (kept && OutgoingHeaders.isPassedOn(name)) headers.put(name, value);
        });
        headers.put(OwnSources.TO, Destination.nameOf(service));
        headers.put(METHOD, outgoing.method());
        headers.put(PATH, outgoing.path());
        headers.put(QUERY, outgoing.rawQuery());
        headers.put(COST, Long.toString(outgoing.cost()));
        headers.put(CALLER, later.caller());
        headers.put(FOR, later.to());
        headers.put(DEADLINE, Long.toString(later.deadline().toEpochMilli()));
        headers.put(NORMAL, Boolean.toString(outgoing.normal()));
        outgoing.who().forEach((dimension, value) -> headers.put("usher-" + dimension.label(), value));
        return new Event(
                id,
                OwnSources.GATEWAY,
                id.text(),
                OwnSources.REQUESTED,
                outgoing.priority() == null ? to.limit().priority() : outgoing.priority(),
                now,
                Map.of("service", service),
                Headers.of(headers),
                "",
                outgoing.correlationId(),
                outgoing.body());
    }

    static boolean isOne(Event event) {
        return event.source().equals(OwnSources.GATEWAY) && event.type().equals(OwnSources.REQUESTED);
    }

    /** @param timeout how long its attempts may take from now on */
    static QueuedCall read(Event event, Instant now, Duration timeout) {
        var headers = event.headers();
        var who = new EnumMap<Dimension, String>(Dimension.class);
        for (var dimension : DIMENSIONS) {
            var value = headers.get("usher-" + dimension.label());
            if (value != null) who.put(dimension, value);
        }
        var deadline = Instant.ofEpochMilli(Long.parseLong(headers.get(DEADLINE, "0")));
        var later = new Later(false, deadline, headers.get(FOR, ""), headers.get(CALLER, ""), "");
        var outgoing = new Outgoing(
                headers.get(METHOD, "GET"),
                headers.get(PATH, "/"),
                headers.get(QUERY, ""),
                headers,
                event.body(),
                who,
                Long.parseLong(headers.get(COST, "1")),
                event.priority(),
                now.plus(timeout),
                event.correlationId(),
                Boolean.parseBoolean(headers.get(NORMAL, "false")),
                later);
        return new QueuedCall(event.id(), event.context().getOrDefault("service", ""), later, outgoing);
    }

    /** Whether both would be made alike. */
    boolean sameAs(QueuedCall other) {
        return service.equals(other.service)
                && outgoing.method().equals(other.outgoing.method())
                && outgoing.target().equals(other.outgoing.target())
                && outgoing.body().equals(other.outgoing.body())
                && asking(outgoing.headers()).equals(asking(other.outgoing.headers()));
    }

    private static String asking(Headers headers) {
        var kept = new TreeMap<>(headers.asMap());
        kept.keySet().removeIf(name -> CREDENTIAL.matcher(name).find());
        return OutgoingHeaders.asking(Headers.of(kept));
    }

    /** With a key by which the service knows it again, if the service has such a thing: the caller's own, or one made of its id. */
    QueuedCall keyed(Service to) {
        var header = to.idempotencyHeader();
        if (header == null || !outgoing.headers().get(header, "").isBlank()) return this;
        var headers = new TreeMap<>(outgoing.headers().asMap());
        headers.put(header, id.text());
        return new QueuedCall(id, service, later, outgoing.with(Headers.of(headers)));
    }
}
