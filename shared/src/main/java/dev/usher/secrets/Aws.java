package dev.usher.secrets;

import dev.usher.config.Settings;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/** How the secret stores are reached: everything taken from the given settings, so that the local host can say otherwise. */
record Aws(Settings settings) {
    /** A webhook is waiting, and its provider gives up after 3 s at the earliest (Slack, Zoom). */
    private static final Duration ATTEMPT = Duration.ofMillis(1500);

    private static final Duration CALL = Duration.ofMillis(2800);

    /**
     * Sets region, endpoint, credentials and timeouts.
     *
     * @param endpointVariable names the variable with another endpoint, as the AWS SDKs name them
     * @throws IllegalStateException when no region is set
     */
    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder, String endpointVariable) {
        var region = settings.get("AWS_REGION", settings.get("AWS_DEFAULT_REGION", ""));
        if (region.isEmpty()) throw new IllegalStateException("AWS_REGION is not set");
        var endpoint = settings.get(endpointVariable, settings.get("AWS_ENDPOINT_URL", ""));
        if (!endpoint.isEmpty()) builder.endpointOverride(URI.create(endpoint));
        return builder.region(Region.of(region))
                .credentialsProvider(credentials())
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(ATTEMPT)
                        .socketTimeout(ATTEMPT))
                .overrideConfiguration(
                        call -> call.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL))
                .build();
    }

    /** The keys in the settings; without them (SnapStart, a developer's profile) what the SDK finds. */
    private AwsCredentialsProvider credentials() {
        var id = settings.find("AWS_ACCESS_KEY_ID");
        var key = settings.find("AWS_SECRET_ACCESS_KEY");
        var session = settings.find("AWS_SESSION_TOKEN");
        if (id == null || key == null)
            return DefaultCredentialsProvider.builder().build();
        return StaticCredentialsProvider.create(
                session == null ? AwsBasicCredentials.create(id, key) : AwsSessionCredentials.create(id, key, session));
    }
}
