package dev.usher.telemetry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import java.io.PrintStream;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object a line, and measures what is written ({@link Metric}), at every level alike. Callers name every field
 * themselves; nothing is dumped, so nothing sensitive slips in: never pass a body, a header value, a secret or a context value.
 */
public final class JsonLog {
    /** Least level that is written. */
    public enum Level {
        INFO,
        WARN,
        ERROR,
        OFF
    }

    private final PrintStream out;
    private final String function;
    private final Level least;
    private final InstantSource clock;
    private final Metrics metrics;
    private final Measures measures;
    private volatile int sample = 100;
    private volatile String trace = "";
    private volatile String request = "";
    private volatile boolean cold;

    /** A log that measures nothing. */
    public JsonLog(PrintStream out, String function, Level least, InstantSource clock) {
        this(out, function, least, clock, Metrics.none());
    }

    public JsonLog(PrintStream out, String function, Level least, InstantSource clock, Metrics metrics) {
        this.out = out;
        this.function = function;
        this.least = least;
        this.clock = clock;
        this.metrics = metrics;
        this.measures = new Measures(metrics);
    }

    /** A log that writes nothing. */
    public static JsonLog off() {
        return new JsonLog(System.out, "", Level.OFF, InstantSource.system());
    }

    /**
     * An invocation begins; until the next one every line names its trace.
     *
     * @param traceHeader X-Ray's, {@code Root=1-...;Parent=...}; null or empty without one
     */
    public void begins(String requestId, @Nullable String traceHeader) {
        cold = request.isEmpty();
        request = requestId;
        trace = root(traceHeader == null ? "" : traceHeader);
    }

    /** An invocation ends; what was measured is written if it is time. */
    public void ends() {
        metrics.writeIfDue();
    }

    private static String root(String header) {
        int start = header.indexOf("Root=");
        if (start < 0) return "";
        int end = header.indexOf(';', start);
        return header.substring(start + 5, end < 0 ? header.length() : end);
    }

    /** Measures, and writes nothing: for what happens so often that nobody would read it. */
    public void note(String message, ObjectNode fields) {
        measures.of(message, fields);
    }

    /** @param percent of the events that went well of which lines are written; others' are always */
    public JsonLog sampling(int percent) {
        sample = percent;
        return this;
    }

    public void info(String message, ObjectNode fields) {
        measures.of(message, fields);
        if (sample >= 100 || isKept(fields)) write(Level.INFO, message, fields);
    }

    /** Something an operator should look at some time. */
    public void warn(String message, ObjectNode fields) {
        measures.of(message, fields);
        write(Level.WARN, message, fields);
    }

    /** A fault of ours. The class and the place of the exception are written, its message is not: it may quote data. */
    public void error(String message, Throwable fault) {
        measures.fault();
        write(Level.ERROR, message, Json.object().put("exception", chain(fault)).put("at", place(fault)));
    }

    /** All lines about an event are kept or none: its id decides. */
    private boolean isKept(ObjectNode fields) {
        boolean well = fields.path("receipt").asText().equals("accepted")
                || fields.path("state").asText().equals("delivered");
        return !well || Math.floorMod(fields.path("event").asText().hashCode(), 100) < sample;
    }

    public boolean writes(Level level) {
        return level.compareTo(least) >= 0;
    }

    private void write(Level level, String message, ObjectNode fields) {
        if (!writes(level)) return;
        var line = Json.object()
                .put("timestamp", clock.instant().toString())
                .put("level", level.name())
                .put("function", function)
                .put("message", message);
        if (!trace.isEmpty()) line.put("trace", trace);
        if (cold) line.put("cold", true);
        if (level != Level.INFO && !request.isEmpty()) line.put("request", request);
        line.setAll(fields);
        out.println(line);
    }

    private static String chain(Throwable fault) {
        var names = new StringBuilder(fault.getClass().getName());
        for (var cause = fault.getCause(); cause != null && names.length() < 500; cause = cause.getCause())
            names.append(" < ").append(cause.getClass().getName());
        return names.toString();
    }

    private static String place(Throwable fault) {
        var root = fault;
        while (root.getCause() != null) root = root.getCause();
        var trace = root.getStackTrace();
        return trace.length == 0 ? "" : trace[0].toString();
    }
}
