package dev.usher.routing;

import static dev.usher.routing.Events.event;
import static dev.usher.routing.Events.route;
import static dev.usher.routing.Events.router;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.http.Body;
import dev.usher.message.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private static final String ANY = "{\"source\":[{\"exists\":true}]}";

    private static List<String> destinations(Routing routing) {
        return routing.legs().stream().map(Routing.Leg::destination).toList();
    }

    private static String reshaped(String transform, String payload) {
        var routing = router(route("r", ANY, transform, "d")).route(event(payload));
        assertThat(routing.broken()).isEmpty();
        return routing.legs().getFirst().body().text();
    }

    private static String broken(String transform, String payload) {
        var routing = router(route("r", ANY, transform, "d")).route(event(payload));
        assertThat(routing.legs()).isEmpty();
        return routing.broken().getFirst().reason();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"source":["stripe"]}
            {"type":[{"prefix":"payment_intent."}]}
            {"type":[{"suffix":".succeeded"}]}
            {"type":[{"wildcard":"payment_*.succ*"}]}
            {"type":[{"equals-ignore-case":"PAYMENT_INTENT.SUCCEEDED"}]}
            {"source":[{"anything-but":["sms"]}]}
            {"type":[{"anything-but":{"prefix":"invoice."}}]}
            {"priority":["high"],"context":{"weddingId":["w-7"]}}
            {"context.weddingId":["w-7"]}
            {"context":{"venueId":[{"exists":false}]}}
            {"payload":{"amount":[1250]}}
            {"payload":{"amount":[{"numeric":[">",1000,"<=",1250.0]}]}}
            {"payload":{"items":{"sku":["b"],"n":[2]}}}
            {"payload":{"ip":[{"cidr":"10.0.0.0/8"}]}}
            {"payload":{"none":[null]}}
            {"payload":{"flag":[true]}}
            {"$or":[{"type":["other"]},{"payload":{"ip":[{"prefix":"10."}]}}]}
            {"pay\\u006coad":{"flag":[true]}}
            """)
    void matchesAsEventBridgeDoes(String pattern) {
        var payload = """
                {"amount":1250,"ip":"10.1.2.3","none":null,"flag":true,"items":[{"sku":"a","n":1},{"sku":"b","n":2}]}""";
        assertThat(destinations(router(route("r", pattern, null, "d")).route(event(payload))))
                .containsExactly("d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"source\":[\"sms\"]}",
                "{\"source\":[\"Stripe\"]}",
                "{\"payload\":{\"items\":{\"sku\":[\"a\"],\"n\":[2]}}}",
                "{\"payload\":{\"amount\":[{\"numeric\":[\">\",1250]}]}}",
                "{\"payload\":{\"amount\":[{\"exists\":false}]}}",
                "{\"payload\":{\"absent\":[null]}}",
                "{\"context\":{\"weddingId\":[\"w-8\"]}}"
            })
    void leavesOutWhatDoesNotMatch(String pattern) {
        var payload = "{\"amount\":1250,\"items\":[{\"sku\":\"a\",\"n\":1},{\"sku\":\"b\",\"n\":2}]}";
        assertThat(router(route("r", pattern, null, "d")).route(event(payload)).isEmpty())
                .isTrue();
    }

    @Test
    void fansOutAndLetsTheFirstRouteToADestinationDecide() {
        var router = router(
                route("first", ANY, "{\"by\":\"first\"}", "b", "a"),
                route("second", ANY, "{\"by\":\"second\"}", "a", "c"),
                route("third", "{\"source\":[\"sms\"]}", null, "d"));

        assertThat(router.route(event("{}")))
                .isEqualTo(new Routing(
                        List.of(
                                new Routing.Leg("b", "first", Body.utf8("{\"by\":\"first\"}"), "application/json"),
                                new Routing.Leg("a", "first", Body.utf8("{\"by\":\"first\"}"), "application/json"),
                                new Routing.Leg("c", "second", Body.utf8("{\"by\":\"second\"}"), "application/json")),
                        List.of()));
    }

    @Test
    void sendsTheBytesUntouchedWithoutATransform() {
        var body = Body.utf8("{ \"a\" : 1.10, \"a\" : 2 }\n");
        var routing = router(route("r", "{\"payload\":{\"a\":[2]}}", null, "d")).route(event("stripe", "t", body));
        assertThat(routing.legs()).containsExactly(new Routing.Leg("d", "r", body, "application/json; charset=utf-8"));
        assertThat(routing.legs().getFirst().body().bytes()).isSameAs(body.bytes());
    }

    @Test
    void aBrokenTransformTouchesNoOtherRoute() {
        var router = router(
                route("throws", ANY, "$error('no')", "a"),
                route("nothing", ANY, "payload.absent", "b"),
                route("runs for ever", ANY, "($f := function($n) { $f($n + 1) }; $f(0))", "c"),
                route("too deep", ANY, "($f := function($n) { 1 + $f($n + 1) }; $f(0))", "d"),
                route("function", ANY, "{\"f\": function($x) { $x }}", "e"),
                route("too large", ANY, "($s := '0123456789'; " + "$s := $s & $s; ".repeat(18) + "$s)", "f"),
                route("type", ANY, "payload + 1", "g"),
                route("good", ANY, "{\"ok\": true}", "h", "a"));

        var routing = router.route(event("{\"x\":\"secret value\"}"));

        assertThat(routing.legs())
                .containsExactly(new Routing.Leg("h", "good", Body.utf8("{\"ok\":true}"), "application/json"));
        assertThat(routing.broken())
                .extracting(Routing.Broken::destination)
                .containsExactly("a", "b", "c", "d", "e", "f", "g");
        assertThat(routing.broken())
                .extracting(Routing.Broken::reason)
                .satisfiesExactly(
                        reason -> assertThat(reason).startsWith("the transform failed: D3137"),
                        reason -> assertThat(reason).isEqualTo("the transform returned nothing"),
                        reason -> assertThat(reason).isEqualTo("the transform ran longer than 250 ms"),
                        reason -> assertThat(reason).isEqualTo("the transform nests too deep"),
                        reason -> assertThat(reason).isEqualTo("the transform made a function, which is no JSON"),
                        reason -> assertThat(reason).isEqualTo("the transform made more than 1048576 bytes"),
                        reason -> assertThat(reason).startsWith("the transform failed: T2001"));
        assertThat(routing.broken()).noneMatch(broken -> broken.reason().contains("secret"));
    }

    @Test
    void cutsOffALongLoopOverASequenceToo() {
        assertThat(broken("$sum([1..9000000].($ * 2))", "{}")).isEqualTo("the transform ran longer than 250 ms");
        assertThat(broken("$map([1..9000000], function($v) { $v * 2 }) ~> $count", "{}"))
                .isEqualTo("the transform ran longer than 250 ms");
    }

    @Test
    void keepsTheDigitsOfNumbersThatAreOnlyPassedOn() {
        assertThat(reshaped("payload", "{\"a\":1.10,\"b\":12345678901234567890123,\"c\":1e2,\"d\":0.1,\"e\":-0.0}"))
                .isEqualTo("{\"a\":1.10,\"b\":12345678901234567890123,\"c\":1E+2,\"d\":0.1,\"e\":0.0}");
        assertThat(reshaped("{\"sum\": payload.a + 1, \"half\": payload.b / 2}", "{\"a\":9007199254740993,\"b\":3}"))
                .isEqualTo("{\"sum\":9007199254740992,\"half\":1.5}");
    }

    @Test
    void refusesNumbersThatADoubleCannotHold() {
        assertThat(broken("payload", "{\"a\":1e999999999}")).isEqualTo("the event has a number out of range");
        assertThat(broken("payload", "{\"a\":1e-999999999}")).isEqualTo("the event has a number out of range");
        assertThat(broken("payload.a * payload.a", "{\"a\":1e300}")).isNotEmpty();
    }

    @Test
    void sameEventMakesTheSameBodyWheneverItIsRouted() {
        assertThat(reshaped("[$now(), $millis(), $now('[Y]')]", "{}"))
                .isEqualTo("[\"2026-11-21T10:00:00.123Z\",1795255200123,\"2026\"]");
        assertThat(broken("$eval('1+1')", "{}")).contains("$eval is not available");
    }

    @Test
    void oneTransformCannotChangeWhatTheNextSees() {
        var router = router(
                route("a", ANY, "payload ~> |items|{\"n\": 9}|", "a"),
                route("b", ANY, "$append(payload.items, 1)", "b"),
                route("c", ANY, "payload", "c"));
        var payload = "{\"items\":[{\"n\":1},{\"n\":null}]}";
        assertThat(router.route(event(payload)).legs().getLast().body().text()).isEqualTo(payload);
    }

    @Test
    void readsFormsAndLeavesOpaqueBodiesAlone() {
        var form = event("sms", "status", Body.utf8("To=%2B49+1&a=1&a=2&a=3&bad=%zz&=x&alone&"));
        assertThat(router(route("r", "{\"payload\":{\"To\":[\"+49 1\"],\"a\":[\"2\"]}}", "payload", "d"))
                        .route(form)
                        .legs()
                        .getFirst()
                        .body()
                        .text())
                .isEqualTo("{\"To\":\"+49 1\",\"a\":[\"1\",\"2\",\"3\"],\"bad\":\"%zz\",\"\":\"x\",\"alone\":\"\"}");

        var photo = event("photos", "uploaded", Body.of(new byte[] {(byte) 0xff, 0, 1}));
        assertThat(destinations(
                        router(route("r", "{\"payload\":[null]}", null, "d")).route(photo)))
                .containsExactly("d");
        assertThat(router(route("r", ANY, "$exists(payload.x)", "d"))
                        .route(photo)
                        .legs()
                        .getFirst()
                        .body()
                        .text())
                .isEqualTo("false");
    }

    @Test
    void anUnreadablePayloadParksTheRoutesThatNeedItAndOnlyThose() {
        var router = router(
                route("needs it", "{\"source\":[\"stripe\"],\"payload\":{\"a\":[1]}}", null, "a"),
                route("other source", "{\"source\":[\"sms\"],\"payload\":{\"a\":[1]}}", null, "b"),
                route("reshapes", "{\"source\":[\"stripe\"]}", "payload", "c"),
                route("bytes", "{\"source\":[\"stripe\"]}", null, "d"));
        for (var payload : List.of(
                "",
                "{",
                "{} x",
                "[".repeat(101) + "]".repeat(101),
                "{\"a\":" + "1".repeat(401) + "}",
                "{\"a\":1e9999999999}")) {
            var routing = router.route(event(payload));
            assertThat(destinations(routing)).containsExactly("d");
            assertThat(routing.broken()).extracting(Routing.Broken::destination).containsExactly("a", "c");
            assertThat(routing.broken()).allMatch(broken -> broken.reason().startsWith("the payload is "));
        }
    }

    @Test
    void takesHostilePayloads() {
        var router = router(
                route("payload", "{\"payload\":{\"a\":[{\"exists\":true}]}}", null, "a"),
                route("number", "{\"payload\":{\"a\":[{\"numeric\":[\"<\",5]}]}}", null, "n"),
                route("all", ANY, null, "z"));
        for (var value : List.of(
                "1e999999999",
                "-1e-999999999",
                "12345678901234567890.12345678901234567890",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "\"\"",
                "[]",
                "{}",
                "[[[[1]]]]",
                "\"" + "x".repeat(500_000) + "\"")) {
            var routing = router.route(event("{\"a\":" + value + ",\"a.b\":1,\"\":{\"\":2},\"payload\":3}"));
            assertThat(destinations(routing)).contains("z");
            assertThat(routing.broken()).isEmpty();
        }
        // Two fields of one name: the last counts, to patterns and transforms alike.
        assertThat(destinations(router.route(event("{\"a\":9,\"a\":1}")))).contains("n");
        assertThat(destinations(router.route(event("{\"a\":1,\"a\":9}")))).doesNotContain("n");
    }

    @Test
    void aLargeArrayIsMatchedInReasonableTime() {
        var payload = new StringBuilder("{\"items\":[{\"a\":1,\"b\":0}");
        while (payload.length() < 900_000) payload.append(",{\"a\":1,\"b\":0}");
        var router = router(route("r", "{\"payload\":{\"items\":{\"a\":[1],\"b\":[1]}}}", null, "d"));
        assertThat(router.route(event(payload + "]}")).isEmpty()).isTrue();
        assertThat(destinations(router.route(event(payload + ",{\"a\":1,\"b\":1}]}"))))
                .containsExactly("d");
    }

    @Test
    void neverThrowsOverRandomBytes() {
        var router = router(
                route("payload", "{\"payload\":{\"a\":[{\"exists\":true}]}}", "payload", "a"),
                route(
                        "or",
                        "{\"$or\":[{\"payload\":{\"a\":{\"b\":[{\"wildcard\":\"*x*\"}]}}},{\"type\":[{\"prefix\":\"q\"}]}]}",
                        null,
                        "b"),
                route("all", ANY, "{\"n\": $count(payload.*)}", "c"));
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        var alphabet = "{}[]\":,ab0123456789.eE-+\\u \n\0é";
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (i % 2 == 0)
                for (int j = 0; j < bytes.length; j++)
                    bytes[j] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            if (i % 8 == 1)
                bytes = ("{\"a\":" + new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1) + "}")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
            var source = List.of("stripe", "sms", "photos", "unknown").get(random.nextInt(4));
            var routing = router.route(event(source, "t", Body.of(bytes)));
            // "all" takes everything, so something must always be said about its destination.
            assertThat(routing.legs().size() + routing.broken().size())
                    .as("-Dseed=%s", seed)
                    .isPositive();
            assertThat(destinations(routing).contains("c")
                            || routing.broken().stream()
                                    .anyMatch(broken -> broken.destination().equals("c")))
                    .as("-Dseed=%s", seed)
                    .isTrue();
        }
    }

    @Test
    void routesFromManyThreadsAtOnce() throws Exception {
        var router = router(
                route(
                        "a",
                        "{\"payload\":{\"n\":[{\"numeric\":[\">=\",500]}]}}",
                        "{\"n\": payload.n, \"twice\": payload.n * 2}",
                        "a"),
                route(
                        "b",
                        ANY,
                        "($f := function($x) { $x <= 1 ? 1 : $x * $f($x - 1) }; {\"id\": payload.n, \"f\": $f(5)})",
                        "b"),
                route(
                        "c",
                        ANY,
                        "payload.items[n = $$.payload.n].{\"n\": n, \"all\": $map([1..3], function($v) { $v + n })}",
                        "c"));
        try (var threads = Executors.newFixedThreadPool(8)) {
            var work = new ArrayList<Callable<Integer>>();
            for (int t = 0; t < 8; t++)
                work.add(() -> {
                    for (int n = 0; n < 1000; n++) check(router, n);
                    return 0;
                });
            for (var done : threads.invokeAll(work)) done.get();
        }
    }

    private static void check(Router router, int n) {
        var routing = router.route(event("{\"n\":" + n + ",\"items\":[{\"n\":" + n + "},{\"n\":-1}]}"));
        assertThat(routing.broken()).isEmpty();
        var bodies = routing.legs().stream().map(leg -> leg.body().text()).toList();
        var b = "{\"id\":" + n + ",\"f\":120}";
        var c = "{\"n\":" + n + ",\"all\":[" + (n + 1) + "," + (n + 2) + "," + (n + 3) + "]}";
        if (n >= 500) assertThat(bodies).containsExactly("{\"n\":" + n + ",\"twice\":" + 2 * n + "}", b, c);
        else assertThat(bodies).containsExactly(b, c);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"source":"stripe"} | must be an object or an array (line 1
            {"source":[{"prefixx":"a"}]} | prefixx
            {"source":[]} | Empty arrays
            {} | Empty objects
            [] | not an object
            {"source":["a"] | line 1
            {"source":["a"]} {} | nothing behind it
            {"detail":{"a":[1]}} | an event has no field "detail"
            {"$or":[{"type":["a"]},{"sourc":["a"]}]} | an event has no field "sourc"
            {"source":["a"],"source":["b"]} | multiple times
            {"payload":{"ip":[{"cidr":"10.0.0.0/99"}]}} | mask bits must be < 32
            """)
    void namesWhatIsWrongWithAPattern(String pattern, String reason) {
        assertThatThrownBy(() -> RoutePatterns.check(pattern.strip()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason.strip());
    }

    @Test
    void namesWhatIsWrongWithATransform() {
        assertThatThrownBy(() -> Transforms.check("{\"a\": payload.b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(character ");
        assertThatThrownBy(() -> Transforms.check("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Transforms.check("(".repeat(100_000))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> router(route("r-1", ANY, "a b", "d"))).hasMessageStartingWith("route r-1: ");
        Transforms.check("{\"a\": payload.b}");
    }

    @Test
    void doesNotParseWhatNobodyLooksAt() {
        // 300,000 levels would overflow any parser that tried.
        Event event = event("[".repeat(300_000));
        assertThat(destinations(router(
                                route("r", "{\"source\":[\"stripe\"]}", null, "d"),
                                route("s", "{\"source\":[\"sms\"],\"payload\":{\"a\":[1]}}", null, "e"))
                        .route(event)))
                .containsExactly("d");
    }
}
