package dev.usher.telemetry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import java.io.PrintStream;
import java.time.InstantSource;

/**
 * Writes one JSON object a line. Callers name every field themselves; nothing is dumped, so nothing sensitive slips in:
 * never pass a body, a header value, a secret or a context value.
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

    public JsonLog(PrintStream out, String function, Level least, InstantSource clock) {
        this.out = out;
        this.function = function;
        this.least = least;
        this.clock = clock;
    }

    /** A log that writes nothing. */
    public static JsonLog off() {
        return new JsonLog(System.out, "", Level.OFF, InstantSource.system());
    }

    public void info(String message, ObjectNode fields) {
        write(Level.INFO, message, fields);
    }

    /** Something an operator should look at some time. */
    public void warn(String message, ObjectNode fields) {
        write(Level.WARN, message, fields);
    }

    /** A fault of ours. The class and the place of the exception are written, its message is not: it may quote data. */
    public void error(String message, Throwable fault) {
        write(Level.ERROR, message, Json.object().put("exception", chain(fault)).put("at", place(fault)));
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
