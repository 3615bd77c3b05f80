package dev.usher.functions.limits;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.abuse.RecordedLimiter;
import dev.usher.abuse.Recorder;
import dev.usher.admission.Callers;
import dev.usher.admission.LimitCalls;
import dev.usher.admission.LimitOperations;
import dev.usher.admission.LimitsEndpoint;
import dev.usher.config.SecretRef;
import dev.usher.lambda.Deployment;
import dev.usher.lambda.HttpApi;
import dev.usher.lambda.HttpOrDirect;
import dev.usher.redis.RedisLink;
import dev.usher.telemetry.JsonLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lambda entry point of {@code /limits} and of whoever invokes it directly. It translates and delegates; it decides nothing. */
public final class RateLimitCheckFunction implements RequestStreamHandler, AutoCloseable {
    private final @Nullable RedisLink redis;
    private static final SecretRef TOKEN = new SecretRef("env", "USHER_LIMITS_TOKEN_SHA256");

    private final HttpOrDirect limits;
    private final JsonLog log;
    private final Recorder recorder;

    /** The Lambda runtime calls this once per execution environment, so clients built here are reused. */
    public RateLimitCheckFunction() {
        this(System.getenv());
    }

    /** The composition root; the local host comes in here. */
    public RateLimitCheckFunction(Map<String, String> environment) {
        var deployment = new Deployment(environment);
        this.redis = deployment.redis(); // it connects while the rest is set up
        var config = deployment.configWithoutRouting();
        this.recorder = deployment.recorder(redis, config, deployment.symptoms(config), Recorder.OFTEN);
        var operations = new LimitOperations(new LimitOperations.Parts(
                config,
                new RecordedLimiter(deployment.limiter(redis, config), recorder),
                deployment.ceilings(redis),
                deployment.penalties(redis),
                deployment.log(),
                InstantSource.system(),
                deployment
                        .settings()
                        .get("USHER_LIMITS_LEGACY_HEADERS", "false")
                        .equals("true")));
        this.log = deployment.log();
        deployment.settings().check();
        var endpoint = new LimitsEndpoint(operations, new Callers(deployment.secrets(), TOKEN));
        var calls = new LimitCalls(operations);
        this.limits = new HttpOrDirect(new HttpApi(endpoint, ""), calls::answer);
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        log.begins(context.getAwsRequestId(), context.getXrayTraceId());
        limits.serve(event, answer);
        recorder.flushIfDue();
        log.ends();
    }

    /** The local host ends environments; Lambda does not say when it does. */
    @Override
    public void close() {
        if (redis != null) redis.close();
    }
}
