package dev.usher.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testing.OwnParts;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that is told to stop (SIGTERM) under load: it ends at once, leaves no process behind, and the next one has everything. */
@OwnParts
class GracefulStopIT {
    private static final int SENDERS = 4;
    private static final Duration PACE = Duration.ofMillis(40);

    /** What ends a JVM that was told to stop: 128 and the number of SIGTERM. */
    private static final int TERMINATED = 143;

    @TempDir
    Path folder;

    @Test
    void aHostThatIsToldToStopLeavesEverythingToTheNextAndNoProcessBehind() throws Exception {
        try (var receivers = Receivers.start();
                var provider = new Provider("load")) {
            provider.start(SENDERS, PACE);
            try (var first = ChildHost.launch(folder, receivers.url())) {
                provider.sendTo(first.awaitReady());
                Await.until(first::said, Duration.ofSeconds(30), () -> provider.accepted() >= 50);
                assertThat(first.terminate(Duration.ofSeconds(20)))
                        .as(first::said)
                        .isEqualTo(TERMINATED);
                provider.sendTo(null);
                first.awaitNoProcess();
            }
            provider.stop();
            try (var second = ChildHost.launch(folder, receivers.url());
                    var reckoning = new Reckoning(second.awaitReady(), provider, receivers)) {
                reckoning.awaitQuiet(Duration.ofSeconds(150));
                System.out.println("GracefulStopIT: " + reckoning.check());
            }
        }
    }
}
