package dev.usher.functions.gateway;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.abuse.RecordedLimiter;
import dev.usher.abuse.Recorder;
import dev.usher.admission.Callers;
import dev.usher.admission.Heeding;
import dev.usher.config.Authentication;
import dev.usher.config.SecretRef;
import dev.usher.config.UsherConfig;
import dev.usher.dynamo.DynamoFigures;
import dev.usher.egress.AddressGuard;
import dev.usher.egress.Egress;
import dev.usher.egress.ServiceCalls;
import dev.usher.lambda.Deployment;
import dev.usher.lambda.HttpApi;
import dev.usher.outbound.Calls;
import dev.usher.outbound.Credentials;
import dev.usher.outbound.Gateway;
import dev.usher.outbound.GatewayEndpoint;
import dev.usher.outbound.Pause;
import dev.usher.outbound.Tokens;
import dev.usher.redis.RedisLink;
import dev.usher.reliability.Counters;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Lambda entry point of {@code /gateway}. It translates and delegates; it decides nothing. */
public final class GatewayFunction implements RequestStreamHandler, AutoCloseable {
    private static final SecretRef TOKEN = new SecretRef("env", "USHER_GATEWAY_TOKEN_SHA256");

    /** Figures of calls are for judging a service by the minute, so few callers wait for them to be written. */
    private static final Duration COUNTED_EVERY = Duration.ofSeconds(10);

    private final @Nullable RedisLink redis;
    private final @Nullable RedisLink tokenRedis;
    private final Egress egress;
    private final HttpApi api;
    private final Recorder recorder;
    private final Counters counters;
    private final InstantSource clock = InstantSource.system();

    /** The Lambda runtime calls this once per execution environment, so clients built here are reused. */
    public GatewayFunction() {
        this(System.getenv());
    }

    /** The composition root; the local host comes in here. */
    public GatewayFunction(Map<String, String> environment) {
        var deployment = new Deployment(environment);
        this.redis = deployment.redis(); // it connects while the rest is set up
        var config = deployment.config();
        var log = deployment.log();
        var table = deployment.table();
        var secrets = deployment.secrets();
        // A token is worth waiting for: who gets none from there asks the service for one, as everybody else would.
        this.tokenRedis = usesTokens(config) ? deployment.patientRedis() : null;
        this.egress = new Egress(AddressGuard.allowing(config.egressAllow()));
        this.recorder = deployment.recorder(redis, config, Recorder.SELDOM);
        var limiter = new RecordedLimiter(deployment.limiter(redis, config), recorder);
        var network = new ServiceCalls(egress);
        Pause pause = GatewayFunction::pause;
        this.counters = new Counters(
                DynamoFigures.ofCalls(table), log, Counters.Later.onVirtualThreads(), clock, COUNTED_EVERY);
        var tokens = new Tokens(secrets, network, deployment.tokens(tokenRedis), clock, pause);
        var gateway = new Gateway(
                new Gateway.Parts(
                        limiter,
                        new Heeding(limiter, deployment.ceilings(redis), log),
                        deployment.breakers(redis, table),
                        new Credentials(secrets, tokens),
                        network,
                        deployment.keeping(redis),
                        Calls.to(counters),
                        pause,
                        most -> ThreadLocalRandom.current().nextLong(most),
                        log),
                clock);
        deployment.settings().check();
        this.api = new HttpApi(new GatewayEndpoint(gateway, config.services(), new Callers(secrets, TOKEN), clock), "");
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
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        api.serve(event, answer);
        recorder.flushIfDue();
        counters.flushIfDue(clock.instant());
    }

    /** The local host ends environments; Lambda does not say when it does. */
    @Override
    public void close() {
        egress.close();
        if (redis != null) redis.close();
        if (tokenRedis != null) tokenRedis.close();
    }
}
