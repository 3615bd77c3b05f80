package dev.usher.local.gateway;

import dev.usher.http.Body;
import dev.usher.local.authorizer.JwtAuthorizer;
import dev.usher.local.authorizer.JwtAuthorizer.Verdict;
import dev.usher.local.function.Answer;
import dev.usher.local.function.FunctionPool;
import dev.usher.local.template.ApiSpec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The HTTP API: finds the route, invokes the function and turns what it answers into HTTP, with the gateway's own codes. */
public final class Gateway implements Site {
    /** An HTTP API waits this long for a function, whatever the function's timeout is. */
    private static final Duration INTEGRATION_TIMEOUT = Duration.ofSeconds(30);

    /** How long a request waits for a free environment before it is throttled; Lambda would refuse at once. */
    private static final Duration ENVIRONMENT_WAIT = Duration.ofSeconds(25);

    private static final char[] ID_ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".toCharArray();

    private final Routes routes;
    private final TokenBucket bucket;
    private final Map<String, JwtAuthorizer> authorizers;

    public Gateway(Routes routes, ApiSpec api) {
        this.routes = routes;
        this.bucket = new TokenBucket(api.throttle(), System.nanoTime());
        this.authorizers = api.jwts().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, jwt -> new JwtAuthorizer(jwt.getValue())));
    }

    @Override
    public Reaction answer(Received request) throws InterruptedException {
        var match = routes.match(request.method(), request.rawPath());
        if (match == null) return new Reaction.Write(HttpAnswer.message(404, "Not Found"));
        if (!bucket.take(System.nanoTime())) return new Reaction.Write(HttpAnswer.message(429, "Too Many Requests"));
        var authorizer = authorizers.get(match.target().key());
        if (authorizer == null) return new Reaction.Write(answer(request, match, null));
        return new Reaction.Write(
                switch (authorizer.judge(authorization(request), request.at())) {
                    case Verdict.Granted granted -> answer(request, match, granted);
                    case Verdict.Unauthorized(var challenge) ->
                        HttpAnswer.message(401, "Unauthorized").with("www-authenticate", challenge);
                    case Verdict.Forbidden forbidden -> HttpAnswer.message(403, "Forbidden");
                });
    }

    /** Several headers of the name are one with commas, as everywhere at the gateway, and no JWT has a comma. */
    private static String authorization(Received request) {
        return request.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase("authorization"))
                .map(Received.Header::value)
                .collect(Collectors.joining(","));
    }

    private static HttpAnswer answer(Received request, Routes.Match match, Verdict.@Nullable Granted granted)
            throws InterruptedException {
        var event = HttpEvent.of(request, match, granted, requestId());
        if (event.size() > FunctionPool.PAYLOAD_BYTES) return HttpAnswer.message(413, "Request Entity Too Large");
        return answer(invoke(match.target().function(), event));
    }

    private static HttpAnswer answer(Answer answer) {
        return switch (answer) {
            case Answer.Returned(var payload) -> {
                var http = HttpAnswer.ofPayload(payload);
                yield http == null ? HttpAnswer.message(500, "Internal Server Error") : http;
            }
            case Answer.Failed failed -> HttpAnswer.message(500, "Internal Server Error");
            case Answer.TimedOut timedOut -> HttpAnswer.message(503, "Service Unavailable");
            case Answer.Throttled throttled -> HttpAnswer.message(429, "Too Many Requests");
        };
    }

    private static Answer invoke(FunctionPool function, Body event) throws InterruptedException {
        if (function.function().timeout().compareTo(INTEGRATION_TIMEOUT) <= 0)
            return function.invoke(event, ENVIRONMENT_WAIT);
        var call = new FutureTask<>(() -> function.invoke(event, ENVIRONMENT_WAIT));
        Thread.ofVirtual().name("integration").start(call);
        try {
            return call.get(
                    INTEGRATION_TIMEOUT.toSeconds(), TimeUnit.SECONDS); // the function itself goes on, as on AWS
        } catch (TimeoutException e) {
            return new Answer.TimedOut();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static String requestId() {
        var random = ThreadLocalRandom.current();
        var id = new char[16];
        for (int i = 0; i < id.length; i++) id[i] = ID_ALPHABET[random.nextInt(ID_ALPHABET.length)];
        return new String(id);
    }
}
