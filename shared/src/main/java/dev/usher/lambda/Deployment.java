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
import dev.usher.dynamo.DynamoHistory;
import dev.usher.dynamo.Table;
import dev.usher.incident.LoggedSymptoms;
import dev.usher.incident.Symptoms;
import dev.usher.limit.Ceilings;
import dev.usher.limit.FallbackLimiter;
import dev.usher.limit.Limiter;
import dev.usher.limit.LocalCeilings;
import dev.usher.limit.LocalLimiter;
import dev.usher.limit.ShadowLimiter;
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
import dev.usher.sqs.SqsDeadLetters;
import dev.usher.sqs.SqsHandback;
import dev.usher.sqs.SqsQueues;
import dev.usher.sqs.SqsSlices;
import dev.usher.telemetry.JsonLog;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What the environment of a function says about the deployment around it, and the clients that reach it. */
public final class Deployment {
    private static final Duration CONNECT = Duration.ofSeconds(1);

    /** How long a store or a queue may be silent. With the SDK's three tries a call ends within about five seconds. */
    private static final Duration ANSWER = Duration.ofMillis(1500);

    private static final SecretRef REDIS_AUTH = new SecretRef("env", "USHER_REDIS_AUTH");

    private final Settings settings;
    private final SdkHttpClient http;

    public Deployment(Map<String, String> environment) {
        this.settings = new Settings(environment);
        this.http = UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(ANSWER)
                .build();
    }

    public Settings settings() {
        return settings;
    }

    /** What this deployment guards, checked; every mistake is in one exception. */
    public UsherConfig config() {
        return ConfigFile.load(settings, new DomainChecks());
    }

    /** Secrets by reference, remembered for a minute. */
    public SecretSource secrets() {
        return Secrets.at(settings, InstantSource.system());
    }

    /** The connection to Redis, being opened; null without {@code USHER_REDIS_URL}. */
    public @Nullable RedisLink redis() {
        var access = redisAccess();
        return access == null ? null : RedisLink.to(access);
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

    /** Breakers in Redis, whose transitions are kept in the log; without Redis, every environment has its own. */
    public Breakers breakers(@Nullable RedisLink redis, Table table) {
        var clock = InstantSource.system();
        var alone = new LocalBreakers(log(), clock);
        if (redis == null) return alone;
        var environment = UUID.randomUUID().toString().substring(0, 8);
        var transitions = new TransitionLog(new DynamoHistory(table), log());
        return new SharedBreakers(new RedisBreakers(redis, clock), alone, transitions, environment, clock);
    }

    /** Who is told what is wrong. */
    public Symptoms symptoms() {
        return new LoggedSymptoms(log());
    }

    /** A connection for those who would rather wait than be told nothing; null without {@code USHER_REDIS_URL}. */
    public @Nullable RedisLink patientRedis() {
        var access = redisAccess();
        return access == null ? null : RedisLink.to(access, ANSWER);
    }

    /**
     * Notes what is asked of a limiter in Redis, and looks for abuse; without one, neither.
     *
     * @param every time between two writes
     */
    public Recorder recorder(@Nullable RedisLink redis, UsherConfig config, Duration every) {
        var clock = InstantSource.system();
        var parts = redis == null
                ? new Guard.Parts(Trails.NOWHERE, Alerts.NONE, Penalties.NONE)
                : new Guard.Parts(new RedisTrails(redis), new RedisAlerts(redis), new RedisPenalties(redis));
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

    /** Writes to standard output, from level {@code USHER_LOG_LEVEL} (info, warn, error, off) on. */
    public JsonLog log() {
        var level = settings.get("USHER_LOG_LEVEL", "info").toUpperCase(Locale.ROOT);
        var function = settings.get("AWS_LAMBDA_FUNCTION_NAME", "usher");
        return new JsonLog(System.out, function, JsonLog.Level.valueOf(level), InstantSource.system());
    }

    public Table table() {
        return new Table(
                reach(DynamoDbClient.builder(), "AWS_ENDPOINT_URL_DYNAMODB")
                        .httpClient(http)
                        .build(),
                settings.need("USHER_TABLE"));
    }

    public SqsClient sqs() {
        return reach(SqsClient.builder(), "AWS_ENDPOINT_URL_SQS")
                .httpClient(http)
                .build();
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

    /** Explicit region, credentials and endpoint: each default provider chain costs start-up time, and tests run many deployments in one process. */
    private <B extends AwsClientBuilder<B, C>, C> B reach(B builder, String endpointVariable) {
        builder.region(Region.of(settings.get("AWS_REGION", "us-east-1")))
                .credentialsProvider(credentials())
                // The sockets' timeouts bound a call. The SDK's own would set two timers for each, on threads of their
                // own.
                .overrideConfiguration(configuration ->
                        configuration.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(3)
                                .build()));
        var endpoint = settings.find(endpointVariable);
        if (endpoint != null) builder.endpointOverride(URI.create(endpoint));
        return builder;
    }

    private AwsCredentialsProvider credentials() {
        var key = settings.need("AWS_ACCESS_KEY_ID");
        var secret = settings.need("AWS_SECRET_ACCESS_KEY");
        var token = settings.find("AWS_SESSION_TOKEN");
        return StaticCredentialsProvider.create(
                token == null
                        ? AwsBasicCredentials.create(key, secret)
                        : AwsSessionCredentials.create(key, secret, token));
    }
}
