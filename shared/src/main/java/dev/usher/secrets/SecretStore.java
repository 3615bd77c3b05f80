package dev.usher.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Settings;
import dev.usher.http.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * A store of secrets in AWS, called in its JSON 1.1 protocol and signed by the SDK's signer. One operation of each is used: their clients
 * would be a quarter of every function's package, and a tenth of a second at the first webhook of an environment.
 *
 * @param settings region, endpoint and credentials, so that the local host can say otherwise
 * @param service its name in host names and signatures
 * @param endpointVariable names the variable with another endpoint, as the AWS SDKs name them
 */
record SecretStore(Settings settings, String service, String endpointVariable) {
    /** A webhook is waiting, and its provider gives up after 3 s at the earliest (Slack, Zoom). */
    private static final Duration CONNECT = Duration.ofMillis(500);

    private static final Duration ANSWER = Duration.ofMillis(900);

    /** With these limits of a try, a call ends within 2.8 s. */
    private static final int TRIES = 2;

    private static final int INTERNAL_ERROR = 500;
    private static final int TOO_MANY = 429;

    /** A status and what came with it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(int status, byte[] body) {
        boolean isWorthAnotherTry() {
            return status >= INTERNAL_ERROR || status == TOO_MANY || error().contains("Throttl");
        }

        /** The error's name, behind a namespace in some services; the message is written by others and stays out of our log. */
        String error() {
            var json = Json.readOrNull(body);
            var type = json == null ? "" : json.path("__type").asText();
            return type.substring(type.lastIndexOf('#') + 1);
        }
    }

    /**
     * What an operation answers.
     *
     * @param target the operation, as {@code X-Amz-Target} has it
     * @throws SecretUnavailable when it answers with an error, with nonsense, or not in time
     * @throws IllegalStateException when no region is set
     */
    JsonNode call(SecretRef ref, String target, ObjectNode question) {
        var request = request(target);
        try (var http = UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(ANSWER)
                .build()) {
            var answer = tried(ref, () -> ask(http, request, Json.bytes(question)));
            if (answer.status != 200) throw new SecretUnavailable(ref, reason(answer));
            var json = Json.readOrNull(answer.body);
            if (json == null) throw new SecretUnavailable(ref, "its answer is no JSON");
            return json;
        }
    }

    private static String reason(Answer answer) {
        var error = answer.error();
        return (error.isEmpty() ? "" : error + ", ") + "status " + answer.status;
    }

    @FunctionalInterface
    private interface Try {
        Answer go() throws IOException;
    }

    private static Answer tried(SecretRef ref, Try ask) {
        for (int tried = 1; ; tried++) {
            try {
                var answer = ask.go();
                if (tried == TRIES || !answer.isWorthAnotherTry()) return answer;
            } catch (IOException | SdkException failure) {
                if (tried == TRIES)
                    throw new SecretUnavailable(ref, failure.getClass().getSimpleName(), failure);
            }
        }
    }

    private Answer ask(SdkHttpClient http, SdkHttpRequest request, byte[] body) throws IOException {
        var signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(credentials())
                .request(request)
                .payload(ContentStreamProvider.fromByteArray(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region()));
        HttpExecuteResponse response = http.prepareRequest(HttpExecuteRequest.builder()
                        .request(signed.request())
                        .contentStreamProvider(signed.payload().orElseThrow())
                        .build())
                .call();
        var bytes = new byte[0];
        if (response.responseBody().isPresent()) {
            try (var in = response.responseBody().get()) {
                bytes = in.readAllBytes();
            }
        }
        return new Answer(response.httpResponse().statusCode(), bytes);
    }

    private SdkHttpRequest request(String target) {
        return SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint())
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", target)
                .build();
    }

    private URI endpoint() {
        var given = settings.get(endpointVariable, settings.get("AWS_ENDPOINT_URL", ""));
        if (!given.isEmpty()) return URI.create(given);
        var region = Region.of(region());
        var partition = region.metadata() == null ? null : region.metadata().partition();
        var suffix = partition == null ? "amazonaws.com" : partition.dnsSuffix();
        return URI.create("https://" + service + "." + region.id() + "." + suffix);
    }

    private String region() {
        var region = settings.get("AWS_REGION", settings.get("AWS_DEFAULT_REGION", ""));
        if (region.isEmpty()) throw new IllegalStateException("AWS_REGION is not set");
        return region;
    }

    /** The keys in the settings; without them (a developer's profile) what the SDK finds. */
    private AwsCredentials credentials() {
        var id = settings.find("AWS_ACCESS_KEY_ID");
        var key = settings.find("AWS_SECRET_ACCESS_KEY");
        var session = settings.find("AWS_SESSION_TOKEN");
        if (id == null || key == null) {
            try (var chain = DefaultCredentialsProvider.builder().build()) {
                return chain.resolveCredentials();
            }
        }
        return session == null ? AwsBasicCredentials.create(id, key) : AwsSessionCredentials.create(id, key, session);
    }
}
