package dev.usher.lambda;

import dev.usher.abuse.Alerts;
import dev.usher.abuse.Guard;
import dev.usher.abuse.Penalties;
import dev.usher.abuse.Recorder;
import dev.usher.abuse.Recording;
import dev.usher.abuse.Trails;
import dev.usher.abuse.Watch;
import dev.usher.admin.LimitParts;
import dev.usher.breaker.Breakers;
import dev.usher.breaker.LocalBreakers;
import dev.usher.breaker.SharedBreakers;
import dev.usher.breaker.TransitionLog;
import dev.usher.config.ConfigFile;
import dev.usher.config.Priority;
import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretSource;
import dev.usher.config.Settings;
import dev.usher.config.UsherConfig;
import dev.usher.delivery.Sender;
import dev.usher.dynamo.DynamoHealth;
import dev.usher.dynamo.DynamoHistory;
import dev.usher.dynamo.DynamoIncidents;
import dev.usher.dynamo.Table;
import dev.usher.egress.AddressGuard;
import dev.usher.egress.DirectSender;
import dev.usher.egress.Egress;
import dev.usher.health.Muted;
import dev.usher.health.Windows;
import dev.usher.http.Json;
import dev.usher.incident.Incidents;
import dev.usher.incident.Symptoms;
import dev.usher.limit.Ceilings;
import dev.usher.limit.FallbackLimiter;
import dev.usher.limit.Limiter;
import dev.usher.limit.LocalCeilings;
import dev.usher.limit.LocalLimiter;
import dev.usher.limit.ShadowLimiter;
import dev.usher.message.Queues;
import dev.usher.outbound.Keeping;
import dev.usher.outbound.TokenStore;
import dev.usher.redis.RedisAlerts;
import dev.usher.redis.RedisBreakers;
import dev.usher.redis.RedisCeilings;
import dev.usher.redis.RedisKeeping;
import dev.usher.redis.RedisLimiter;
import dev.usher.redis.RedisLink;
import dev.usher.redis.RedisPenalties;
import dev.usher.redis.RedisRecording;
import dev.usher.redis.RedisTokens;
import dev.usher.redis.RedisTrails;
import dev.usher.redis.RedisWatch;
import dev.usher.redis.RegionWorker;
import dev.usher.secrets.Secrets;
import dev.usher.shape.Shapes;
import dev.usher.sqs.SqsDeadLetters;
import dev.usher.sqs.SqsHandback;
import dev.usher.sqs.SqsQueues;
import dev.usher.sqs.SqsSlices;
import dev.usher.telemetry.JsonLog;
import dev.usher.telemetry.Metrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What the environment of a function says about the deployment around it, and the clients that reach it. */
public final class Deployment {
    private static final SecretRef REDIS_AUTH = new SecretRef("env", "USHER_REDIS_AUTH");

    private final Settings settings;
    private final Phases phases;
    private final AwsClients aws;
    private @Nullable JsonLog log;

    public Deployment(Map<String, String> environment) {
        this.settings = new Settings(environment);
        this.phases = new Phases(settings, System.out);
        this.aws = phases.of("http client", () -> new AwsClients(settings));
    }

    public Settings settings() {
        return settings;
    }

    /** What this deployment guards, checked; every mistake is in one exception. */
    public UsherConfig config() {
        return config(new DomainChecks(settings));
    }

    /** The same for a function that routes nothing: mistakes in patterns and transforms are left for those that do to find. */
    public UsherConfig configWithoutRouting() {
        return config(new DomainChecks(settings, false));
    }

    private UsherConfig config(DomainChecks checks) {
        return phases.of("usher.yaml", () -> ConfigFile.load(settings, checks));
    }

    /** Brings answers of third parties into our shape; what is found to have changed is told. */
    public Shapes shapes(Symptoms symptoms) {
        return new Shapes(name -> ConfigFile.beside(settings, name), symptoms, log());
    }

    /** Secrets by reference, remembered for a minute. */
    public SecretSource secrets() {
        return Secrets.at(settings, InstantSource.system());
    }

    /** The connection to Redis, being opened; null without {@code USHER_REDIS_URL}. */
    public @Nullable RedisLink redis() {
        var access = redisAccess();
        return access == null ? null : phases.of("redis", () -> RedisLink.to(access));
    }

    private RedisLink.@Nullable Access redisAccess() {
        var url = settings.find("USHER_REDIS_URL");
        return url == null ? null : redisAccess(url, redisCredentials());
    }

    private RedisLink.Access redisAccess(String url, @Nullable Supplier<Secret> credentials) {
        var authorities = settings.find("USHER_REDIS_CA");
        return new RedisLink.Access(
                url, settings.need("USHER_STACK"), credentials, authorities == null ? null : Path.of(authorities));
    }

    private @Nullable Supplier<Secret> redisCredentials() {
        if (settings.find(REDIS_AUTH.name()) == null) return null;
        var secrets = secrets();
        return () -> secrets.get(REDIS_AUTH);
    }

    /** The limiter in Redis; without one, every environment decides alone. */
    public Limiter limiter(@Nullable RedisLink redis, UsherConfig config) {
        var alone = new LocalLimiter(InstantSource.system(), config.calendar(), true);
        return new ShadowLimiter(redis == null ? alone : inRedis(redis, alone, config), log());
    }

    private Limiter inRedis(RedisLink redis, Limiter alone, UsherConfig config) {
        var fallback = new FallbackLimiter(alone, config.regions());
        return new RedisLimiter(redis, fallback, config.calendar(), config.regions(), log());
    }

    /**
     * Every region's Redis, as the configuration says; its own one is this deployment's. The password of another region's stands
     * in its URL: this deployment's own is not shown to others.
     */
    public RegionWorker.Reach reach(UsherConfig config) {
        var peers = new HashMap<String, RedisLink.Access>();
        var secrets = secrets();
        for (var region : config.regions().peers()) {
            var redis = region.redis();
            if (redis != null)
                peers.put(region.name(), redisAccess(secrets.get(redis).reveal(), null));
        }
        return new RegionWorker.Reach(redisAccess(settings.need("USHER_REDIS_URL"), redisCredentials()), peers);
    }

    /** What third parties declare; without Redis, every environment remembers what it heard itself. */
    public Ceilings ceilings(@Nullable RedisLink redis) {
        return redis == null ? new LocalCeilings() : new RedisCeilings(redis);
    }

    /** What is kept of answers for when a service is out; without Redis, nothing. */
    public Keeping keeping(@Nullable RedisLink redis) {
        return redis == null ? Keeping.NOTHING : new RedisKeeping(redis);
    }

    /** Access tokens of third parties; without Redis, every environment gets its own. */
    public TokenStore tokens(@Nullable RedisLink redis) {
        return redis == null ? TokenStore.ALONE : new RedisTokens(redis, InstantSource.system());
    }

    /** Breakers in Redis, whose transitions are kept in the log and told; without Redis, every environment has its own. */
    public Breakers breakers(@Nullable RedisLink redis, UsherConfig config, Table table, Symptoms symptoms) {
        var clock = InstantSource.system();
        var alone = new LocalBreakers(log(), clock);
        if (redis == null) return alone;
        var environment = UUID.randomUUID().toString().substring(0, 8);
        var transitions = new TransitionLog(new DynamoHistory(table), muted(symptoms, config, table), log());
        return new SharedBreakers(new RedisBreakers(redis, clock), alone, transitions, environment, clock);
    }

    /** Tells nothing of services that are in maintenance. */
    public Symptoms muted(Symptoms symptoms, UsherConfig config, Table table) {
        var clock = InstantSource.system();
        return new Muted(symptoms, () -> Windows.of(config.health(), new DynamoHealth(table, clock)), clock);
    }

    /** Where symptoms are told; the clients that it takes are made when there is the first. */
    public Symptoms symptoms(UsherConfig config) {
        var incidents = once(() -> incidents(config, table(), once(() -> queues(sqs()))));
        return symptom -> incidents.get().tell(symptom);
    }

    /** @param queues asked for when there is an alert */
    public Incidents incidents(UsherConfig config, Table table, Supplier<? extends Queues> queues) {
        var store = new DynamoIncidents(table, Duration.ofDays(config.retentionDays()));
        return new Incidents(store, queues, config.alerts(), log(), InstantSource.system());
    }

    private static <T> Supplier<T> once(Supplier<T> make) {
        var made = new AtomicReference<T>();
        return () -> {
            synchronized (made) {
                if (made.get() == null) made.set(make.get());
                return Objects.requireNonNull(made.get());
            }
        };
    }

    /** Attempts at destinations of every kind but services. */
    public Sender sender(UsherConfig config, Egress egress) {
        var guard = AddressGuard.allowing(config.egressAllow());
        return new DirectSender(egress, guard, secrets(), aws.reach(), InstantSource.system());
    }

    /** Says which destinations get nothing because their address is empty. */
    public void tellUnconfigured(UsherConfig config) {
        if (config.unconfigured().isEmpty()) return;
        log().info(
                        "destinations are not configured",
                        Json.object().put("destinations", String.join(" ", config.unconfigured())));
    }

    /** A connection for those who would rather wait than be told nothing; null without {@code USHER_REDIS_URL}. */
    public @Nullable RedisLink patientRedis() {
        var access = redisAccess();
        return access == null ? null : phases.of("redis", () -> RedisLink.to(access, AwsClients.ANSWER));
    }

    /**
     * Notes what is asked of a limiter in Redis, and looks for abuse; without one, neither.
     *
     * @param symptoms are told of abuse
     * @param every time between two writes
     */
    public Recorder recorder(@Nullable RedisLink redis, UsherConfig config, Symptoms symptoms, Duration every) {
        var clock = InstantSource.system();
        var parts = redis == null
                ? new Guard.Parts(Trails.NOWHERE, Alerts.NONE, Penalties.NONE)
                : new Guard.Parts(new RedisTrails(redis), new RedisAlerts(redis), new RedisPenalties(redis), symptoms);
        var recording = redis == null ? Recording.NOWHERE : new RedisRecording(redis);
        return new Recorder(recording, new Guard(config.abuse(), parts, log(), clock), log(), clock, every);
    }

    /** Who is held, and why; without Redis, nobody. */
    public Penalties penalties(@Nullable RedisLink redis) {
        return redis == null ? Penalties.NONE : new RedisPenalties(redis);
    }

    /** What operators are shown of limits; without Redis, that there is nothing. */
    public LimitParts.Watched watched(@Nullable RedisLink redis) {
        return redis == null
                ? new LimitParts.Watched(Watch.NOBODY, Recording.NOWHERE, Alerts.NONE, Penalties.NONE)
                : new LimitParts.Watched(
                        new RedisWatch(redis),
                        new RedisRecording(redis),
                        new RedisAlerts(redis),
                        new RedisPenalties(redis));
    }

    /** Writes to standard output, from level {@code USHER_LOG_LEVEL} (info, warn, error, off) on, and measures; the same one each time. */
    public JsonLog log() {
        if (log == null) log = newLog();
        return log;
    }

    private JsonLog newLog() {
        var level = settings.get("USHER_LOG_LEVEL", "info").toUpperCase(Locale.ROOT);
        var function = settings.get("AWS_LAMBDA_FUNCTION_NAME", "usher");
        var clock = InstantSource.system();
        var metrics = new Metrics(System.out, settings.get("USHER_STACK", "usher"), function, clock);
        return new JsonLog(System.out, function, JsonLog.Level.valueOf(level), clock, metrics)
                .sampling(Integer.parseInt(settings.get("USHER_LOG_SAMPLE", "100")));
    }

    public Table table() {
        return new Table(phases.of("dynamodb", aws::dynamo), settings.need("USHER_TABLE"));
    }

    public SqsClient sqs() {
        return phases.of("sqs", aws::sqs);
    }

    public SqsQueues queues(SqsClient sqs) {
        return new SqsQueues(
                sqs,
                Map.of(
                        Priority.HIGH, settings.need("USHER_QUEUE_HIGH"),
                        Priority.NORMAL, settings.need("USHER_QUEUE_NORMAL"),
                        Priority.LOW, settings.need("USHER_QUEUE_LOW")),
                settings.need("USHER_QUEUE_ASIDE"));
    }

    public SqsDeadLetters deadLetters(SqsClient sqs) {
        return new SqsDeadLetters(sqs, settings.need("USHER_DEAD_LETTER_QUEUE"));
    }

    /** @param queues the variables that name the queues whose messages the function receives */
    public SqsHandback handback(SqsClient sqs, String... queues) {
        return new SqsHandback(
                sqs, Stream.of(queues).map(settings::need).toList(), settings.need("USHER_DEAD_LETTER_QUEUE"));
    }

    public SqsSlices slices(SqsClient sqs) {
        return new SqsSlices(sqs, settings.need("USHER_REPLAY_QUEUE"));
    }
}
