package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Thousands of hostile requests over the wire: each gets an answer that is documented and tells nothing of the inside. */
@On(Stage.FUZZ)
class IntakeFuzzIT {
    private static final long SEED = 20_260_509;
    private static final int AT_ONCE = 6;

    /** What an intake answers: requirement W1, without 503, as nothing is out of order here. */
    private static final Set<Integer> DOCUMENTED = Set.of(200, 202, 400, 401, 404, 405, 413, 415, 429);

    /** What the gateway answers before there is a request: too long a target or head. */
    private static final Set<Integer> GATEWAY = Set.of(414, 431);

    private static final Pattern INSIDE = Pattern.compile(
            "Exception|Throwable|dev\\.usher|\\bjava\\.|\\bjavax\\.|org\\.eclipse|jackson|\\.java:\\d|Caused by|\\tat |<html", Pattern.CASE_INSENSITIVE);

    private final Stage stage;

    IntakeFuzzIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void everyHostileRequestGetsADocumentedAnswer() throws Exception {
        var statuses = fuzz(4200, hostile -> hostile.request());

        assertThat(statuses.keySet()).as("all kinds of refusals were met: %s", statuses).contains(400, 401, 404, 405, 413, 415);
    }

    @Test
    void everyHostileBodyThatIsSignedGetsADocumentedAnswer() throws Exception {
        var statuses = fuzz(800, hostile -> hostile.signedRequest());

        assertThat(statuses.keySet()).as("bodies were taken and refused: %s", statuses).contains(200, 400, 413).doesNotContain(401, 404);
    }

    private interface Make {
        byte[] from(Hostile hostile);
    }

    /** Sends so many. @return how often each status came */
    private Map<Integer, Integer> fuzz(int requests, Make make) throws Exception {
        long errors = errors();
        var statuses = new TreeMap<Integer, Integer>();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var calls = new ArrayList<Callable<List<Integer>>>();
            for (int thread = 0; thread < AT_ONCE; thread++) {
                long seed = SEED + thread;
                calls.add(() -> {
                    var hostile = new Hostile(new SplittableRandom(seed));
                    var got = new ArrayList<Integer>();
                    for (int i = 0; i < requests / AT_ONCE; i++) got.add(answered(make.from(hostile), seed, i));
                    return got;
                });
            }
            for (var call : threads.invokeAll(calls)) call.get().forEach(status -> statuses.merge(status, 1, Integer::sum));
        }
        assertThat(errors()).as("faults of ours in the log").isEqualTo(errors);
        assertHealthy();
        return statuses;
    }

    private int answered(byte[] request, long seed, int number) throws Exception {
        var reply = RawHttp.exchange(stage.host().url(), request, false);
        var head = new String(request, 0, Math.min(request.length, 400), java.nio.charset.StandardCharsets.ISO_8859_1);
        var what = "request " + number + " of seed " + seed + ": " + head + "\n-> " + reply.text();
        assertThat(DOCUMENTED.contains(reply.status()) || GATEWAY.contains(reply.status())).as(what).isTrue();
        assertThat(INSIDE.matcher(reply.text()).find()).as("tells of the inside, " + what).isFalse();
        if (reply.status() >= 400 && !head.startsWith("HEAD")) assertThat(reply.body()).as(what).startsWith("{").endsWith("}");
        return reply.status();
    }

    private static long errors() {
        return Output.text().lines().filter(line -> line.contains("\"level\":\"ERROR\"")).count();
    }

    private void assertHealthy() throws Exception {
        var event = stage.accepted(Providers.generic("json", "{\"id\":\"" + UUID.randomUUID() + "\",\"type\":\"well\"}"));
        assertThat(Stage.body(stage.arrives("shaped", event)).path("kind").asText()).isEqualTo("well");
        stage.arrives("raw", event);
        assertThat(stage.ask("viewer", "GET /admin/events?limit=200", "").statusCode()).isEqualTo(200);
    }
}
