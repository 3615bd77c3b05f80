package dev.usher.local.story;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.functions.admin.AdminFunction;
import dev.usher.functions.gateway.GatewayFunction;
import dev.usher.functions.intake.WebhookIntakeFunction;
import dev.usher.functions.limits.RateLimitCheckFunction;
import dev.usher.http.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The functions with everything that they need behind a port where nobody listens. */
final class Unreachable {
    private static final String NOWHERE = "http://127.0.0.1:1";

    private final Map<String, RequestStreamHandler> functions;

    /** @param secrets whether secrets can be read; false puts them in a store that can't be reached either */
    Unreachable(String config, boolean secrets) {
        var environment = new HashMap<String, String>();
        for (var queue : new String[] {"QUEUE_HIGH", "QUEUE_NORMAL", "QUEUE_LOW", "QUEUE_ASIDE", "REPLAY_QUEUE"})
            environment.put("USHER_" + queue, NOWHERE + "/000000000000/q");
        environment.put("USHER_TABLE", "none");
        environment.put("USHER_STACK", "none");
        environment.put("USHER_REDIS_URL", "redis://127.0.0.1:1");
        environment.put("USHER_CONFIG", Path.of(config).toAbsolutePath().toString());
        environment.put("USHER_EGRESS_ALLOW", "127.0.0.0/8");
        environment.put("PLATFORM_URL", NOWHERE);
        environment.put("STRIPE_API_URL", NOWHERE);
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", "none");
        environment.put("AWS_SECRET_ACCESS_KEY", "none");
        environment.put("AWS_ENDPOINT_URL", NOWHERE);
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", NOWHERE);
        environment.put("AWS_ENDPOINT_URL_SQS", NOWHERE);
        Providers.secrets().forEach((name, value) -> {
            if (!value.startsWith("http")) environment.putIfAbsent(name, secrets ? value : "ssm:/usher/" + name);
        });
        functions = Map.of(
                "webhooks", new WebhookIntakeFunction(environment),
                "limits", new RateLimitCheckFunction(environment),
                "gateway", new GatewayFunction(environment),
                "admin", new AdminFunction(environment));
    }

    /**
     * Asks the function of this path, as API Gateway would.
     *
     * @param values what the braces of the path's template match
     */
    Contract.Answer ask(Asked asked, Map<String, String> values) throws IOException {
        var event = Json.object().put("version", "2.0").put("rawPath", asked.path());
        event.put("rawQueryString", asked.query() == null ? "" : asked.query());
        var headers = event.putObject("headers");
        asked.headers().forEach((name, all) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", all)));
        var query = event.putObject("queryStringParameters");
        for (var pair : asked.query() == null ? new String[0] : asked.query().split("&", -1))
            query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        values.forEach(event.putObject("pathParameters")::put);
        event.putObject("requestContext")
                .put("domainName", "example.com")
                .putObject("http")
                .put("method", asked.method())
                .put("sourceIp", "127.0.0.1");
        if (!asked.body().isEmpty()) event.put("body", asked.body());
        var handler = functions.get(asked.path().split("/", 3)[1]);
        if (handler == null) throw new IllegalArgumentException("no function has " + asked.path());
        var answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(Json.bytes(event)), answer, nothing());
        JsonNode response = Json.mapper().readTree(answer.toByteArray());
        return new Contract.Answer(
                response.path("statusCode").asInt(),
                response.path("headers").path("content-type").asText(),
                response.path("body").asText());
    }

    /** What these functions ask of it is for the log alone. */
    private static Context nothing() {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> method.getReturnType() == String.class ? "none" : null);
    }
}
