package dev.usher.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.admission.Heeding;
import dev.usher.breaker.Breakers;
import dev.usher.breaker.LocalBreakers;
import dev.usher.calendar.Calendar;
import dev.usher.config.ConfigReader;
import dev.usher.config.Secret;
import dev.usher.config.UsherConfig;
import dev.usher.incident.Symptom;
import dev.usher.lambda.DomainChecks;
import dev.usher.limit.LocalCeilings;
import dev.usher.limit.LocalLimiter;
import dev.usher.outbound.Credentials;
import dev.usher.outbound.ThirdParty;
import dev.usher.outbound.TokenStore;
import dev.usher.outbound.Tokens;
import dev.usher.reliability.Figures;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.InMemoryHealth;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Rounds over a store in memory. */
final class HealthWorld {
    static final String KEY = "sk_live_never_to_be_seen";

    private static final String HEAD = """
            sources: { s: { scheme: stripe, secrets: [env:S], types: ["*"] } }
            limits: { shop: { mode: strict, minute: 3 }, mail: { minute: 1000 } }
            """;

    final InMemoryHealth store = new InMemoryHealth();
    final List<Symptom> told = Collections.synchronizedList(new ArrayList<>());
    final List<OwnPart> own = new ArrayList<>();
    final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    final InstantSource clock;
    final JsonLog log;
    Figures lately = Figures.NONE;
    Observers observers = Observers.NONE;
    private Map<String, Symptom> wrong = Map.of();
    boolean deaf;

    HealthWorld(InstantSource clock) {
        this.clock = clock;
        this.log = new JsonLog(new PrintStream(lines, true, StandardCharsets.UTF_8), "test", JsonLog.Level.INFO, clock);
    }

    static UsherConfig config(String more) {
        return ConfigReader.read(HEAD + more, Map.of(), new DomainChecks());
    }

    /** One service, {@code shop}, at this address with these probes. */
    static UsherConfig shop(String url, String probes) {
        return config("services: { shop: { url: \"" + url + "\", authentication: { bearer: env:K }, probes: { " + probes
                + " } } }\n");
    }

    Breakers breakers() {
        return new LocalBreakers(log, clock);
    }

    Prober prober(ThirdParty network, Breakers breakers) {
        var limiter = new LocalLimiter(clock, Calendar.PLAIN, false);
        var tokens = new Tokens(ref -> Secret.of(KEY), network, TokenStore.ALONE, clock, time -> {});
        return new Prober(
                new Prober.Parts(
                        limiter,
                        new Heeding(limiter, new LocalCeilings(), log),
                        breakers,
                        new Credentials(ref -> Secret.of(KEY), tokens),
                        network),
                clock);
    }

    Round round(UsherConfig config, ThirdParty network, Breakers breakers) {
        var parts = new Round.Parts(
                store,
                prober(network, breakers),
                new StatusPages(network),
                own,
                observers,
                Map::of,
                service -> lately,
                this::hear,
                "here",
                () -> UUID.randomUUID().toString(),
                log);
        return new Round(parts, config, clock);
    }

    /** What is new of it is in {@link #told}. */
    private void hear(Set<String> kinds, List<Symptom> present) {
        if (deaf) throw new dev.usher.message.StoreUnavailable("as the test asked", new IllegalStateException());
        var now = present.stream().collect(Collectors.toMap(one -> one.subject() + " " + one.kind(), one -> one));
        assertThat(present).allMatch(one -> one.present() && kinds.contains(one.kind()));
        now.forEach((name, one) -> {
            if (!wrong.containsKey(name)) told.add(one);
        });
        wrong.forEach((name, one) -> {
            if (!now.containsKey(name)) told.add(new Symptom(one.subject(), one.kind(), false, "", clock.instant()));
        });
        wrong = now;
    }

    Round.Report run(Round round) {
        return round.run(clock.instant().plus(Duration.ofSeconds(50)));
    }

    Standing standing(String subject) {
        return store.standings().stream()
                .filter(one -> one.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }
}
