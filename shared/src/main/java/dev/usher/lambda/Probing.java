package dev.usher.lambda;

import dev.usher.admission.Heeding;
import dev.usher.breaker.BreakerId;
import dev.usher.breaker.BreakersUnavailable;
import dev.usher.breaker.View;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.UsherConfig;
import dev.usher.dynamo.DynamoFigures;
import dev.usher.dynamo.StorePart;
import dev.usher.dynamo.Table;
import dev.usher.egress.AddressGuard;
import dev.usher.egress.Egress;
import dev.usher.egress.ServiceCalls;
import dev.usher.health.HealthStore;
import dev.usher.health.Observers;
import dev.usher.health.OwnPart;
import dev.usher.health.Prober;
import dev.usher.health.QueuePart;
import dev.usher.health.Round;
import dev.usher.health.StatusPages;
import dev.usher.health.Traffic;
import dev.usher.http.Json;
import dev.usher.incident.Incidents;
import dev.usher.incident.Symptoms;
import dev.usher.outbound.Credentials;
import dev.usher.outbound.Pause;
import dev.usher.outbound.Tokens;
import dev.usher.redis.RedisBreakers;
import dev.usher.redis.RedisLink;
import dev.usher.redis.RedisObservers;
import dev.usher.redis.RedisPart;
import dev.usher.reliability.FigureStore;
import dev.usher.reliability.Figures;
import dev.usher.reliability.Span;
import dev.usher.sqs.SqsDepths;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What probes are made with: for the function on a schedule, and for the operator who wants one now. */
public final class Probing implements AutoCloseable {
    /** A Redis far away may take a while. */
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final Deployment deployment;
    private final UsherConfig config;
    private final @Nullable RedisLink redis;
    private final Egress egress;
    private final ServiceCalls network;
    private final List<RedisLink> peers = new ArrayList<>();
    private final InstantSource clock = InstantSource.system();

    /** @param redis one that waits for an answer, as nobody waits for a probe; null without Redis */
    public Probing(Deployment deployment, UsherConfig config, @Nullable RedisLink redis) {
        this.deployment = deployment;
        this.config = config;
        this.redis = redis;
        this.egress = new Egress(AddressGuard.allowing(config.egressAllow()));
        this.network = new ServiceCalls(egress);
    }

    /** @param symptoms are told of breakers that open */
    public Prober prober(Table table, Symptoms symptoms) {
        var secrets = deployment.secrets();
        var limiter = deployment.limiter(redis, config);
        var tokens = new Tokens(secrets, network, deployment.tokens(redis), clock, Pause::sleep);
        return new Prober(
                new Prober.Parts(
                        limiter,
                        new Heeding(limiter, deployment.ceilings(redis), deployment.log()),
                        deployment.breakers(redis, config, table, symptoms),
                        new Credentials(secrets, tokens),
                        network),
                clock);
    }

    /** What a round works with. */
    public Round.Parts parts(Table table, SqsClient sqs, HealthStore store, Incidents incidents) {
        var calls = DynamoFigures.ofCalls(table);
        var regions = peers();
        var own = new ArrayList<OwnPart>(queues(sqs, store));
        own.add(new StorePart(table));
        if (redis != null) own.add(new RedisPart(region(), redis));
        regions.forEach((name, link) -> own.add(new RedisPart(name, link)));
        var breakers = redis == null ? null : new RedisBreakers(redis, clock);
        return new Round.Parts(
                store,
                prober(table, incidents),
                new StatusPages(network),
                own,
                redis == null || config.regions().alone()
                        ? Observers.NONE
                        : new RedisObservers(redis, List.copyOf(regions.values())),
                () -> breakers == null ? null : views(breakers),
                service -> lately(calls, service, clock.instant()),
                incidents,
                region(),
                () -> UUID.randomUUID().toString(),
                deployment.log());
    }

    /** A deployment that is alone has no name for its region. */
    private String region() {
        var own = config.regions().own();
        return own.isEmpty() ? "own" : own;
    }

    private List<OwnPart> queues(SqsClient sqs, HealthStore store) {
        var settings = deployment.settings();
        var urls = new LinkedHashMap<String, String>();
        urls.put("high", settings.need("USHER_QUEUE_HIGH"));
        urls.put("normal", settings.need("USHER_QUEUE_NORMAL"));
        urls.put("low", settings.need("USHER_QUEUE_LOW"));
        urls.put("aside", settings.need("USHER_QUEUE_ASIDE"));
        urls.put("dead-letters", settings.need("USHER_DEAD_LETTER_QUEUE"));
        var depths = new SqsDepths(sqs, urls);
        var parts = new ArrayList<OwnPart>();
        urls.keySet().forEach(queue -> parts.add(new QueuePart(queue, !queue.equals("dead-letters"), depths, store)));
        return parts;
    }

    /** The other regions' Redis by region; one whose URL can't be read now is looked at by the next environment. */
    private Map<String, RedisLink> peers() {
        var links = new LinkedHashMap<String, RedisLink>();
        if (redis == null || config.regions().alone()) return links;
        try {
            deployment.reach(config).peers().forEach((name, access) -> links.put(name, RedisLink.to(access, PATIENCE)));
        } catch (SecretUnavailable unavailable) {
            deployment
                    .log()
                    .warn(
                            "other regions are not asked",
                            Json.object().put("why", String.valueOf(unavailable.getMessage())));
        }
        peers.addAll(links.values());
        return links;
    }

    private static @Nullable Map<BreakerId, View> views(RedisBreakers breakers) {
        try {
            return breakers.board(Map.of()).views();
        } catch (BreakersUnavailable outage) {
            return null;
        }
    }

    /** The figures of a service's calls of the last minutes. */
    private static Figures lately(FigureStore calls, String service, Instant now) {
        var from = Span.MINUTE.start(now.minus(Traffic.LATELY).plus(Span.MINUTE.length()));
        return calls.read(Span.MINUTE, service, from, Span.MINUTE.start(now)).stream()
                .map(FigureStore.Reading::figures)
                .reduce(Figures.NONE, Figures::plus);
    }

    @Override
    public void close() {
        egress.close();
        peers.forEach(RedisLink::close);
    }
}
