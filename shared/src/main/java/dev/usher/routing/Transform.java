package dev.usher.routing;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * What jsonata-java 0.9.9 gives and what it doesn't:
 *
 * An expression may be evaluated by several threads at once when each brings its own frame, which holds the input and every
 * variable; its syntax tree is only read. What it keeps in a thread-local (the time for $now, the input for $eval) is the last
 * used by any expression on that thread, so we bring these functions ourselves.
 *
 * Frame.setRuntimeBounds looks at neither time nor depth from the second element of a sequence on, so a long loop escapes it.
 * Bounds below is the same idea without the gap. Neither can interrupt a single function: a regular expression that backtracks
 * for ever does so here too.
 */
/** A compiled JSONata expression. Thread-safe. */
final class Transform {
    /** How long one evaluation may take. */
    static final Duration MOST_TIME = Duration.ofMillis(250);

    /** How deep evaluation may nest: expressions within expressions, and functions that call themselves. */
    static final int MOST_DEPTH = 400;

    private final Jsonata expression;

    private Transform(Jsonata expression) {
        this.expression = expression;
    }

    /** @throws IllegalArgumentException with the reason and the position */
    static Transform compile(String jsonata) {
        try {
            return new Transform(Jsonata.jsonata(jsonata));
        } catch (JException syntax) {
            var position = syntax.getLocation() >= 0 ? " (character " + syntax.getLocation() + ")" : "";
            throw new IllegalArgumentException(syntax.getMessage() + position, syntax);
        } catch (RuntimeException | StackOverflowError other) {
            throw new IllegalArgumentException("not a JSONata expression", other);
        }
    }

    /**
     * The body that the expression makes of an event document.
     *
     * @param receivedAt what {@code $now()} and {@code $millis()} say, so that every attempt and replay makes the same body
     * @throws BrokenTransform when it throws, runs too long, or makes nothing that is JSON
     */
    Body apply(JsonNode document, Instant receivedAt) throws BrokenTransform {
        try {
            return evaluate(document, receivedAt);
        } catch (BrokenTransform.OutOfTime pause) {
            // A cold start or a pause of the machine takes as long as a runaway expression; only the latter does so
            // twice.
            return evaluate(document, receivedAt);
        }
    }

    private Body evaluate(JsonNode document, Instant receivedAt) throws BrokenTransform {
        try {
            // Made anew each time, so that no expression can see what another did to it.
            var result = expression.evaluate(PlainJson.of(document), frame(receivedAt));
            if (result == null) throw new BrokenTransform("the transform returned nothing");
            return PlainJson.write(result);
        } catch (RuntimeException | StackOverflowError failed) {
            throw named(failed);
        }
    }

    /** The library wraps what a function that it calls has thrown, some levels deep. */
    private static BrokenTransform named(Throwable thrown) {
        for (@Nullable Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof CutOff cutOff && cutOff.late) return new BrokenTransform.OutOfTime();
            if (at instanceof CutOff || at instanceof StackOverflowError) {
                return new BrokenTransform("the transform nests too deep");
            }
            // Its message may quote a value of the event; the code says as much to the operator.
            if (at instanceof JException failed) {
                var position = failed.getLocation() >= 0 ? " at character " + failed.getLocation() : "";
                return new BrokenTransform("the transform failed: " + failed.getError() + position);
            }
        }
        return new BrokenTransform("the transform failed: " + thrown.getClass().getSimpleName());
    }

    private Jsonata.Frame frame(Instant receivedAt) {
        var frame = expression.createFrame();
        new Bounds().watch(frame);
        frame.bind("millis", new Jsonata.JFunction((input, arguments) -> receivedAt.toEpochMilli(), "<:n>"));
        frame.bind("now", new Jsonata.JFunction((input, arguments) -> now(receivedAt, arguments), "<s?s?:s>"));
        frame.bind(
                "eval",
                new Jsonata.JFunction(
                        (input, arguments) -> {
                            throw new JException("$eval is not available", -1);
                        },
                        "<sx?:x>"));
        return frame;
    }

    private static Object now(Instant receivedAt, List<?> arguments) {
        var picture = arguments.isEmpty() ? null : (String) arguments.getFirst();
        var zone = arguments.size() < 2 ? null : (String) arguments.get(1);
        return Functions.dateTimeFromMillis(receivedAt.toEpochMilli(), picture, zone);
    }

    /** Counts how deep one evaluation is and how long it takes, at every step of it. */
    private static final class Bounds {
        private final long startNanos = System.nanoTime();
        private int depth;

        void watch(Jsonata.Frame frame) {
            frame.setEvaluateEntryCallback((expression, input, environment) -> enter());
            frame.setEvaluateExitCallback((expression, input, environment, result) -> depth--);
        }

        private void enter() {
            if (++depth > MOST_DEPTH) throw new CutOff(false);
            if (System.nanoTime() - startNanos > MOST_TIME.toNanos()) throw new CutOff(true);
        }
    }

    /** Leaves an evaluation from within, through a library that catches no such thing. */
    private static final class CutOff extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean late;

        CutOff(boolean late) {
            super("cut off", null, false, false);
            this.late = late;
        }
    }
}
