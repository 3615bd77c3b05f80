package dev.usher.lambda;

import dev.usher.admission.Heeding;
import dev.usher.config.Authentication;
import dev.usher.config.UsherConfig;
import dev.usher.dynamo.Table;
import dev.usher.egress.Egress;
import dev.usher.egress.ServiceCalls;
import dev.usher.incident.Symptoms;
import dev.usher.limit.Limiter;
import dev.usher.outbound.Calls;
import dev.usher.outbound.Credentials;
import dev.usher.outbound.Gateway;
import dev.usher.outbound.Pause;
import dev.usher.outbound.TokenStore;
import dev.usher.outbound.Tokens;
import dev.usher.redis.RedisLink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a function needs to call third parties: {@code new Gateway(outbound.parts(), clock)}. */
public final class Outbound implements AutoCloseable {
    private final Deployment deployment;
    private final UsherConfig config;
    private final Object lock = new Object();
    private final Gateway.Parts parts;
    private @Nullable RedisLink tokenRedis; // guarded by lock
    private @Nullable TokenStore store; // guarded by lock

    /**
     * Connects to where tokens are shared when the first is needed.
     *
     * @param redis null for none; it stays its owner's to close
     * @param table keeps what breakers did
     * @param symptoms are told of breakers that open
     * @param calls counts them
     */
    public Outbound(
            Deployment deployment,
            @Nullable RedisLink redis,
            UsherConfig config,
            Limiter limiter,
            Egress egress,
            Table table,
            Symptoms symptoms,
            Calls calls) {
        var secrets = deployment.secrets();
        var log = deployment.log();
        this.deployment = deployment;
        this.config = config;
        var network = new ServiceCalls(egress);
        var tokens = new Tokens(secrets, network, new WhenNeeded(), InstantSource.system(), Pause::sleep);
        this.parts = new Gateway.Parts(
                limiter,
                new Heeding(limiter, deployment.ceilings(redis), log),
                deployment.breakers(redis, config, table, symptoms),
                new Credentials(secrets, tokens),
                network,
                deployment.keeping(redis),
                calls,
                Pause::sleep,
                most -> ThreadLocalRandom.current().nextLong(most),
                log);
    }

    /** Begins to connect, for who will need tokens soon. */
    public void connect() {
        store();
    }

    private TokenStore store() {
        synchronized (lock) {
            if (store == null) {
                // A token is worth waiting for: who gets none from there asks the service for one, as everybody else
                // would.
                tokenRedis = usesTokens(config) ? deployment.patientRedis() : null;
                store = deployment.tokens(tokenRedis);
            }
            return store;
        }
    }

    public Gateway.Parts parts() {
        return parts;
    }

    private static boolean usesTokens(UsherConfig config) {
        return config.services().values().stream()
                .anyMatch(service -> service.authentication() instanceof Authentication.OAuth2);
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (tokenRedis != null) tokenRedis.close();
        }
    }

    /** The delivery function calls a service now and then, and should not start slower for it. */
    private final class WhenNeeded implements TokenStore {
        @Override
        public @Nullable Held find(String service) {
            return store().find(service);
        }

        @Override
        public Claim claim(String service, Duration lease) {
            return store().claim(service, lease);
        }

        @Override
        public void put(String service, Held held) {
            store().put(service, held);
        }

        @Override
        public void release(String service) {
            store().release(service);
        }

        @Override
        public void remove(String service) {
            store().remove(service);
        }
    }
}
