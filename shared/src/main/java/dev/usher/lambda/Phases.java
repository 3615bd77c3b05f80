package dev.usher.lambda;

import dev.usher.config.Settings;
import dev.usher.http.Json;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Tells how long each part of a start takes, one line a part, when {@code USHER_START_PHASES} is {@code true}; otherwise it does
 * nothing. Parts that run beside each other share the processor, so that their times add up to more than the start.
 */
final class Phases {
    private final boolean asked;
    private final PrintStream out;

    Phases(Settings settings, PrintStream out) {
        this.asked = settings.get("USHER_START_PHASES", "false").equals("true");
        this.out = out;
    }

    /** What the part makes. */
    <T> T of(String part, Supplier<T> make) {
        if (!asked) return make.get();
        var began = Instant.now();
        var made = make.get();
        var took = Duration.between(began, Instant.now());
        var line = Json.object().put("message", "start phase").put("phase", part);
        ProcessHandle.current()
                .info()
                .startInstant()
                .ifPresent(
                        jvm -> line.put("afterMs", Duration.between(jvm, began).toMillis()));
        line.put("ms", took.toMillis());
        out.println(line);
        return made;
    }
}
