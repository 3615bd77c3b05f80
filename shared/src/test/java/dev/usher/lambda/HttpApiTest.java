package dev.usher.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose claims a request carries. */
class HttpApiTest {
    @Test
    void theClaimsAreThoseOfTheGatewaysAuthorizer() throws IOException {
        var request = read("""
                {"rawPath":"/sso/admin/whoami","headers":{"x":"y"},
                 "requestContext":{"accountId":"1",
                  "authorizer":{"jwt":{"claims":{"sub":"7f3a","cognito:groups":"[a b]","exp":"1"},"scopes":null}},
                  "domainName":"api.example.com","http":{"method":"GET","sourceIp":"192.0.2.7"}},
                 "isBase64Encoded":false}""");

        assertThat(request.claims()).isEqualTo(Map.of("sub", "7f3a", "cognito:groups", "[a b]", "exp", "1"));
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.remoteAddress()).isEqualTo("192.0.2.7");
        assertThat(request.routed(Map.of("id", "1")).claims()).isEqualTo(request.claims());
    }

    /** Other authorizers, and what a sender can write: headers, query, path and body. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"requestContext\":{\"http\":{\"method\":\"GET\"}}",
                "\"requestContext\":{\"authorizer\":null,\"http\":{\"method\":\"GET\"}}",
                "\"requestContext\":{\"authorizer\":[{\"jwt\":{\"claims\":{\"sub\":\"x\"}}}],\"http\":{\"method\":\"GET\"}}",
                "\"requestContext\":{\"authorizer\":{\"jwt\":[\"claims\"]},\"http\":{\"method\":\"GET\"}}",
                "\"requestContext\":{\"authorizer\":{\"claims\":{\"sub\":\"x\"}},\"http\":{\"method\":\"GET\"}}",
                "\"requestContext\":{\"authorizer\":{\"lambda\":{\"jwt\":{\"claims\":{\"sub\":\"x\"}}}},\"http\":{\"method\":\"GET\"}}",
                "\"requestContext\":{\"authorizer\":{\"iam\":{\"claims\":{\"sub\":\"x\"}}},\"http\":{\"method\":\"GET\"}}",
                "\"requestContext\":{\"jwt\":{\"claims\":{\"sub\":\"x\"}},\"http\":{\"method\":\"GET\"}}",
                "\"authorizer\":{\"jwt\":{\"claims\":{\"sub\":\"x\"}}},\"requestContext\":{\"http\":{\"method\":\"GET\"}}",
                "\"headers\":{\"requestcontext\":\"{}\",\"authorizer\":\"jwt\"},\"requestContext\":{\"http\":{\"method\":\"GET\"}}",
                "\"body\":\"{\\\"requestContext\\\":{\\\"authorizer\\\":{\\\"jwt\\\":{\\\"claims\\\":{\\\"sub\\\":\\\"x\\\"}}}}}\",\"requestContext\":{\"http\":{\"method\":\"GET\"}}"
            })
    void nothingElseIsTakenForClaims(String fields) throws IOException {
        var request = read("{\"rawPath\":\"/\"," + fields + ",\"isBase64Encoded\":false}");

        assertThat(request.claims()).isEmpty();
        assertThat(request.method()).isEqualTo("GET");
    }

    /** Lambda answers with 6 MB at most, and the longest answer of a third party is 4 MiB. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "\"", "\\", "\u0001", "\u00e9", "a\n"})
    void theLongestAnswerFitsWhateverIsInIt(String piece) throws IOException {
        var body = Body.utf8(piece.repeat(4 * 1024 * 1024 / Body.utf8(piece).size()));
        var answer = new ByteArrayOutputStream();
        new HttpApi(request -> new Response(200, Map.of(), body), "")
                .serve(new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)), answer);
        assertThat(answer.size()).isLessThan(6_000_000);
        var written = Objects.requireNonNull(Json.readOrNull(answer.toByteArray()));
        var text = written.path("body").asText();
        var read = written.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(text)
                : text.getBytes(StandardCharsets.UTF_8);
        assertThat(Body.of(read)).isEqualTo(body);
    }

    private static Request read(String event) throws IOException {
        List<Request> seen = new ArrayList<>();
        var api = new HttpApi(
                request -> {
                    seen.add(request);
                    return Response.of(204);
                },
                "");
        api.serve(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), new ByteArrayOutputStream());
        return seen.getFirst();
    }
}
