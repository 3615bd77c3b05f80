package dev.usher.lambda;

import dev.usher.config.Settings;
import dev.usher.egress.AwsReach;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointParams;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointProvider;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.endpoints.SqsEndpointParams;
import software.amazon.awssdk.services.sqs.endpoints.SqsEndpointProvider;

/** The clients of AWS, as the environment of a function says where and as whom. */
final class AwsClients {
    /** How long a store or a queue may be silent. With the SDK's three tries a call ends within about five seconds. */
    static final Duration ANSWER = Duration.ofMillis(1500);

    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final Settings settings;
    private final SdkHttpClient http;

    AwsClients(Settings settings) {
        this.settings = settings;
        this.http = UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(ANSWER)
                .build();
    }

    DynamoDbClient dynamo() {
        var rules = DynamoDbEndpointProvider.defaultProvider();
        return reach(DynamoDbClient.builder(), "AWS_ENDPOINT_URL_DYNAMODB")
                .endpointProvider(once((DynamoDbEndpointParams p) -> rules.resolveEndpoint(p))::apply)
                .httpClient(http)
                .build();
    }

    SqsClient sqs() {
        var rules = SqsEndpointProvider.defaultProvider();
        return reach(SqsClient.builder(), "AWS_ENDPOINT_URL_SQS")
                .endpointProvider(once((SqsEndpointParams p) -> rules.resolveEndpoint(p))::apply)
                .httpClient(http)
                .build();
    }

    /** The SDK asks its rules for the endpoint at each call. Region, account and address are the same in all calls of a client, and so is the answer. */
    private static <P> Function<P, CompletableFuture<Endpoint>> once(Function<P, CompletableFuture<Endpoint>> rules) {
        var first = new AtomicReference<@Nullable CompletableFuture<Endpoint>>();
        return parameters -> {
            var kept = first.get();
            if (kept != null) return kept;
            var resolved = rules.apply(parameters);
            if (resolved.state() == Future.State.SUCCESS) first.set(resolved);
            return resolved;
        };
    }

    /** What is called without a client of its own. */
    AwsReach reach() {
        return new AwsReach(
                credentials().resolveCredentials(),
                settings.get("AWS_REGION", "us-east-1"),
                endpoint("AWS_ENDPOINT_URL_SNS"),
                endpoint("AWS_ENDPOINT_URL_SESV2"));
    }

    private @Nullable URI endpoint(String variable) {
        var endpoint = settings.find(variable);
        return endpoint == null ? null : URI.create(endpoint);
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
