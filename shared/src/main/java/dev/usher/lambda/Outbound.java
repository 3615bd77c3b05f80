package dev.usher.lambda;

import dev.usher.admission.Heeding;
import dev.usher.config.Authentication;
import dev.usher.config.UsherConfig;
import dev.usher.dynamo.Table;
import dev.usher.egress.Egress;
import dev.usher.egress.ServiceCalls;
import dev.usher.limit.Limiter;
import dev.usher.outbound.Credentials;
import dev.usher.outbound.Gateway;
import dev.usher.outbound.Pause;
import dev.usher.outbound.Tokens;
import dev.usher.redis.RedisLink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a function needs to call third parties: {@code new Gateway(outbound.parts(), clock)}. */
public final class Outbound implements AutoCloseable {
    private final @Nullable RedisLink tokenRedis;
    private final Gateway.Parts parts;

    /**
     * Begins to connect where that is needed.
     *
     * @param redis null for none; it stays its owner's to close
     * @param table keeps what breakers did
     */
    public Outbound(
            Deployment deployment,
            @Nullable RedisLink redis,
            UsherConfig config,
            Limiter limiter,
            Egress egress,
            Table table) {
        var secrets = deployment.secrets();
        var log = deployment.log();
        // A token is worth waiting for: who gets none from there asks the service for one, as everybody else would.
        this.tokenRedis = usesTokens(config) ? deployment.patientRedis() : null;
        var network = new ServiceCalls(egress);
        Pause pause = Outbound::pause;
        var tokens = new Tokens(secrets, network, deployment.tokens(tokenRedis), InstantSource.system(), pause);
        this.parts = new Gateway.Parts(
                limiter,
                new Heeding(limiter, deployment.ceilings(redis), log),
                deployment.breakers(redis, table),
                new Credentials(secrets, tokens),
                network,
                deployment.keeping(redis),
                pause,
                most -> ThreadLocalRandom.current().nextLong(most),
                log);
    }

    public Gateway.Parts parts() {
        return parts;
    }

    private static boolean usesTokens(UsherConfig config) {
        return config.services().values().stream()
                .anyMatch(service -> service.authentication() instanceof Authentication.OAuth2);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (tokenRedis != null) tokenRedis.close();
    }
}
