package dev.usher.redis;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.LocalBreakers;
import dev.usher.breaker.Passage;
import dev.usher.breaker.Result;
import dev.usher.breaker.SharedBreakers;
import dev.usher.breaker.TransitionLog;
import dev.usher.config.BreakerPolicy;
import dev.usher.incident.Symptoms;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.InMemoryHistory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/** An environment as a process of its own: it calls a service on this machine again and again, until it is killed. */
final class BreakerProcess {
    static final BreakerId ID = BreakerId.service("elsewhere");
    static final Duration TIMEOUT = Duration.ofMillis(500);
    static final BreakerPolicy POLICY =
            new BreakerPolicy(5, 50, 10, Duration.ofSeconds(60), 2, Duration.ofSeconds(1), Duration.ofSeconds(1));

    /** What the service answers when it works. */
    static final int WELL = 'w';

    private BreakerProcess() {}

    /** Takes the URL of Redis, the deployment, its own name and the port of the service. */
    public static void main(String[] arguments) {
        var clock = InstantSource.system();
        var link = RedisLink.to(arguments[0], arguments[1], Duration.ofSeconds(2));
        var breakers = new SharedBreakers(
                new RedisBreakers(link, clock),
                new LocalBreakers(JsonLog.off(), clock),
                new TransitionLog(new InMemoryHistory(), Symptoms.NOBODY, JsonLog.off()),
                arguments[2],
                clock);
        int port = Integer.parseInt(arguments[3]);
        while (true) {
            if (breakers.ask(ID, POLICY, TIMEOUT) instanceof Passage.Permit permit) breakers.tell(permit, call(port));
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static Result call(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            return socket.getInputStream().read() == WELL ? new Result.Good() : new Result.Bad("http_503");
        } catch (IOException unreached) {
            return new Result.Bad("timeout");
        }
    }
}
