package dev.usher.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.Result;
import dev.usher.config.Service;
import dev.usher.config.UsherConfig;
import dev.usher.egress.AddressGuard;
import dev.usher.egress.Egress;
import dev.usher.egress.ServiceCalls;
import dev.usher.health.Sample.Grade;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Probes of third parties that do what they like, over real connections. */
final class ProberTest {
    private static final String KNOWS = "expect: { pointer: /object, is: balance }";

    private final ThirdParties shop = new ThirdParties();
    private final Egress egress = new Egress(AddressGuard.allowing(List.of("127.0.0.0/8")));
    private final HealthWorld world = new HealthWorld(InstantSource.system());
    private final dev.usher.breaker.Breakers breakers = world.breakers();
    private final Prober prober = world.prober(new ServiceCalls(egress), breakers);

    @AfterEach
    void close() throws IOException {
        egress.close();
        shop.close();
        assertThat(world.lines.toString(StandardCharsets.UTF_8)).doesNotContain(HealthWorld.KEY, "Ann and Otto");
    }

    private UsherConfig shop(String probe) {
        return HealthWorld.shop("http://127.0.0.1:" + shop.port(), "p: { path: /v1/balance, " + probe + " }");
    }

    private static Service service(UsherConfig config) {
        return Objects.requireNonNull(config.services().get("shop"));
    }

    private Sample probe(String probe) {
        return outcome(shop(probe)).sample();
    }

    private Prober.Outcome outcome(UsherConfig config) {
        var service = service(config);
        var probe = Objects.requireNonNull(service.probes().get("p"));
        return prober.probe(service, probe, probe.timeout(), Instant.MAX);
    }

    /** Credentials, a call, and both again: together no longer than somebody waits. */
    @Test
    void doesNotGoOnWhenNobodyWaitsAnyMore() {
        var service = service(shop("timeout: 30s"));
        var probe = Objects.requireNonNull(service.probes().get("p"));
        is(prober.probe(service, probe, probe.timeout(), Instant.now()).sample(), Grade.BAD, "timeout");
    }

    private void is(Sample sample, Grade grade, String why) {
        assertThat(sample.grade()).as(sample.toString()).isEqualTo(grade);
        assertThat(sample.why()).isEqualTo(why);
        assertThat(sample.toString()).doesNotContain(HealthWorld.KEY, "Ann and Otto");
    }

    @Test
    void readsWhatIsSaid() {
        shop.answers(200, "{\"object\":\"balance\",\"owner\":\"Ann and Otto\"}");
        is(probe(KNOWS), Grade.GOOD, "");
        is(probe("expect: { pointer: /owner }"), Grade.GOOD, "");
        is(probe("expect: { jsonata: \"$count($keys($)) = 2\" }"), Grade.GOOD, "");
        is(probe("expect: { jsonata: \"owner = 'somebody'\" }"), Grade.BAD, "unexpected-answer");
        is(probe("expect: { pointer: /object, is: charge }"), Grade.BAD, "unexpected-answer");
        is(probe("expect: { pointer: /nothing }"), Grade.BAD, "unexpected-answer");
        is(probe("status: [204]"), Grade.BAD, "http_200");
        assertThat(shop.heads.getFirst()).contains("GET /v1/balance", "Bearer " + HealthWorld.KEY);
    }

    @Test
    void aConnectivityProbeShowsNoCredentialsAndTakesAnyAnswerOfSomebodyWhoIsThere() {
        shop.answers(401, "{}");
        is(probe("kind: connectivity"), Grade.GOOD, "");
        assertThat(shop.heads.getFirst()).doesNotContain(HealthWorld.KEY);
        is(probe("kind: authentication"), Grade.BAD, "http_401");
        shop.answers(503, "");
        is(probe("kind: connectivity"), Grade.BAD, "http_503");
    }

    @Test
    void whoeverMisbehavesIsBadInTime() {
        shop.says("hang");
        is(probe("timeout: 1s"), Grade.BAD, "timeout");
        shop.says("reset");
        is(probe(KNOWS), Grade.BAD, "reset");
        shop.says("this is no HTTP\r\n\r\n");
        is(probe(KNOWS), Grade.BAD, "protocol");
        shop.answers(200, "<html>Ann and Otto</html>");
        is(probe(KNOWS), Grade.BAD, "unexpected-answer");
        shop.says("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"object\"");
        is(probe("timeout: 1s"), Grade.BAD, "timeout");
    }

    @Test
    void whoRefusesTheConnectionIsBad() throws IOException {
        var gone = new ThirdParties();
        int port = gone.port();
        gone.close();
        is(
                outcome(HealthWorld.shop("http://127.0.0.1:" + port, "p: { path: / }"))
                        .sample(),
                Grade.BAD,
                "connect");
    }

    @Test
    void slowIsPoorAndSoIsBeingAskedToSlowDown() {
        shop.answers(200, "{}");
        shop.thinks(Duration.ofMillis(5));
        is(probe("slow: 1ms"), Grade.POOR, "slow");
        shop.answers(429, "{}", "retry-after: 60\r\n");
        var limited = outcome(shop(KNOWS));
        is(limited.sample(), Grade.POOR, "limited");
        assertThat(Duration.between(limited.sample().at(), limited.restUntil()).toSeconds())
                .isBetween(58L, 61L);
    }

    @Test
    void anOpenBreakerIsNotHammered() {
        shop.answers(503, "{}");
        for (int i = 0; i < 5; i++) is(probe(KNOWS), Grade.BAD, "http_503");
        is(probe(KNOWS), Grade.NONE, Sample.BREAKER_OPEN);
        assertThat(shop.calls.get()).isEqualTo(5);
    }

    @Test
    void whatAProbeSeesTheBreakerHears() {
        shop.answers(503, "{}");
        var id = BreakerId.service("shop");
        var policy = service(shop(KNOWS)).breaker();
        for (int i = 0; i < 4; i++) {
            var permit = breakers.ask(id, policy, Duration.ofSeconds(1));
            breakers.tell((dev.usher.breaker.Passage.Permit) permit, new Result.Bad("timeout"));
        }
        is(probe(KNOWS), Grade.BAD, "http_503");
        is(probe(KNOWS), Grade.NONE, Sample.BREAKER_OPEN);
    }

    @Test
    void aProbeTakesOfTheLimitOnlyWhenItIsCounted() {
        shop.answers(200, "{\"object\":\"balance\"}");
        for (int i = 0; i < 5; i++) is(probe(KNOWS), Grade.GOOD, "");
        int made = 0;
        while (probe("counted: true, " + KNOWS).grade() == Grade.GOOD && made < 10) made++;
        assertThat(made).as("three a minute").isBetween(1, 3);
        is(probe("counted: true, " + KNOWS), Grade.NONE, Sample.OVER_LIMIT);
        is(probe(KNOWS), Grade.GOOD, "");
    }
}
