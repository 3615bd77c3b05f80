package dev.usher.functions.regions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.config.LimitPolicy;
import dev.usher.config.Regions;
import dev.usher.http.Json;
import dev.usher.lambda.Deployment;
import dev.usher.redis.RegionWorker;
import dev.usher.telemetry.JsonLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Lambda entry point of the worker that carries counts to the other regions. Each invocation works for nearly as long as its
 * timeout, which is longer than the schedule's minute: the next one is at work before this one ends, and two may work at once.
 */
public final class RegionSyncFunction implements RequestStreamHandler {
    /** Left of the timeout for ending in order. */
    private static final Duration END = Duration.ofSeconds(5);

    private final Regions regions;
    private final List<LimitPolicy> policies;
    private final Supplier<RegionWorker.Reach> reach;
    private final JsonLog log;

    /** The Lambda runtime calls this once per execution environment. */
    public RegionSyncFunction() {
        this(System.getenv());
    }

    /** The composition root; the local host comes in here. */
    public RegionSyncFunction(Map<String, String> environment) {
        var deployment = new Deployment(environment);
        var config = deployment.configWithoutRouting();
        this.regions = config.regions();
        this.policies = config.shared();
        this.log = deployment.log();
        this.reach = () -> deployment.reach(config); // each time anew: the URLs are secrets, and may have been rotated
        deployment.settings().check();
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        log.begins(context.getAwsRequestId(), context.getXrayTraceId());
        long workMs = context.getRemainingTimeInMillis() - END.toMillis();
        try (var worker = RegionWorker.start(regions, policies, reach.get(), RegionWorker.BATCH, log)) {
            Thread.sleep(Duration.ofMillis(Math.max(0, workMs)));
            var line = Json.object().put("region", regions.own()).put("policies", policies.size());
            for (var peer : worker.view().peers())
                line.putObject(peer.region())
                        .put("told", peer.told())
                        .put("lag95Ms", peer.lag95Ms())
                        .put("backlog", peer.backlog());
            log.info("region sync", line);
            answer.write(Json.bytes(line));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        log.ends();
    }
}
