package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.breaker.Phase;
import dev.usher.testing.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Environments that share nothing but Redis, as they are processes; and one of them is killed while it probes. */
final class BreakerProcessesIT {
    private static final int PROCESSES = 4;

    /** How the service takes a call. */
    private enum Mood {
        WELL,
        FAILING,
        /** It answers nobody, and whoever calls waits. */
        SILENT
    }

    private static final class Service implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger mostAtATime = new AtomicInteger();
        private volatile Mood mood = Mood.WELL;

        Service() throws IOException {
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    var call = listener.accept();
                    Thread.ofVirtual().start(() -> answer(call));
                } catch (IOException closed) {
                    // It is over, or one call was lost.
                }
            }
        }

        private void answer(Socket call) {
            calls.incrementAndGet();
            mostAtATime.accumulateAndGet(now.incrementAndGet(), Math::max);
            try (call) {
                LockSupport.parkNanos(Duration.ofMillis(3).toNanos());
                if (mood == Mood.SILENT) call.getInputStream().read(); // until the caller hangs up, or is no more
                else call.getOutputStream().write(mood == Mood.WELL ? BreakerProcess.WELL : 'f');
            } catch (IOException gone) {
                // The caller did not wait.
            } finally {
                now.decrementAndGet();
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    @Test
    void processesShareABreakerAndOneThatIsKilledWhileItProbesKeepsNobody() throws Exception {
        var processes = new ArrayList<Process>();
        try (var redis = TestRedis.start();
                var service = new Service();
                var link = RedisLink.to(redis.url(), "p", Duration.ofSeconds(20))) {
            var breakers = new RedisBreakers(link, InstantSource.system());
            for (int i = 0; i < PROCESSES; i++) processes.add(start(redis, service));
            until("all call", () -> service.calls.get() > 50 * PROCESSES);

            service.mood = Mood.FAILING;
            until("it is open", () -> breakers.read(BreakerProcess.ID).phase() == Phase.OPEN);
            LockSupport.parkNanos(Duration.ofMillis(700).toNanos()); // by then everybody knows, and nobody probes yet
            service.mostAtATime.set(0);
            int before = service.calls.get();
            until("it was probed three times", () -> service.calls.get() >= before + 3);
            assertThat(service.mostAtATime).as("calls at a time").hasValue(1);

            service.mood = Mood.SILENT;
            until("somebody probes", () -> service.now.get() == 1);
            service.mood = Mood.WELL;
            for (int i = 0; i < PROCESSES - 1; i++)
                processes.get(i).destroyForcibly().waitFor();
            until(
                    "it is closed by the one that is left",
                    () -> breakers.read(BreakerProcess.ID).phase() == Phase.CLOSED);
            assertThat(processes.getLast().isAlive()).isTrue();
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private static Process start(TestRedis redis, Service service) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(List.of(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BreakerProcess.class.getName(),
                        redis.url(),
                        "p",
                        UUID.randomUUID().toString().substring(0, 8),
                        Integer.toString(service.listener.getLocalPort())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }
}
