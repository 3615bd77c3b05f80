package dev.usher.admin;

import static dev.usher.admin.AdminWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.abuse.Alert;
import dev.usher.abuse.Asker;
import dev.usher.abuse.Counts;
import dev.usher.abuse.Party;
import dev.usher.abuse.Pattern;
import dev.usher.abuse.Penalty;
import dev.usher.abuse.Sketch;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Priority;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LimitRoutesTest {
    private final AdminWorld world = new AdminWorld();

    @Test
    void listsThePoliciesAndHowOftenTheyDenied() {
        world.watch.denied.put(new Party("client", "a"), 7L);
        var item = json(world.get("vera", "/admin/limits")).path("items").path(0);
        assertThat(item.path("policy").asText()).isEqualTo("api");
        assertThat(item.path("deniedLastHour").asLong()).isEqualTo(7);
        assertThat(item.at("/rules/0/windows/0/limit").asLong()).isEqualTo(60);

        world.watch.outage = true;
        item = json(world.get("vera", "/admin/limits")).path("items").path(0);
        assertThat(item.path("deniedLastHour").isNull()).isTrue();
    }

    @Test
    void showsWhoIsDeniedMostAndWhoTakesMost() {
        world.watch.denied.put(new Party("client", "a"), 7L);
        world.watch.denied.put(new Party("client", "b"), 9L);
        world.watch.heavy.put(new Party("client", "c"), 160L);

        var violators = json(world.get("vera", "/admin/limits/api/violators?limit=1"));
        assertThat(violators.path("denied").asLong()).isEqualTo(16);
        assertThat(violators.path("items").toString())
                .isEqualTo("[{\"rule\":\"client\",\"scope\":\"b\",\"denied\":9}]");
        var heavy = json(world.get("vera", "/admin/limits/api/heavy"));
        assertThat(heavy.path("items").toString()).isEqualTo("[{\"rule\":\"client\",\"scope\":\"c\",\"units\":160}]");
        assertThat(heavy.path("sampled").asInt()).isEqualTo(16);

        assertThat(world.get("vera", "/admin/limits/none/violators").status()).isEqualTo(404);
        assertThat(world.get("vera", "/admin/limits/api/violators?limit=0").status())
                .isEqualTo(400);
        world.watch.outage = true;
        assertThat(world.get("vera", "/admin/limits/api/heavy").status()).isEqualTo(503);
    }

    @Test
    void answersWhatAnotherLimitWouldHaveDone() {
        var ten = new Counts(List.of(10L, 10L, 10L, 10L, 10L, 10L), List.of(10L, 10L, 10L, 10L, 10L, 10L));
        var asker = new Asker(Priority.HIGH, Map.of(Dimension.SUBJECT, "api", Dimension.CLIENT, "a"));
        var minute = world.clock.instant().minus(Duration.ofMinutes(90));
        world.watch.add("api", minute, new Sketch(Map.of(asker, ten), Counts.NONE, 0, 3));

        var answer = json(world.post(
                "otto",
                "/admin/limits/api/what-if?hours=2",
                "{\"rules\": [{\"name\": \"client\", \"per\": \"client\", \"minute\": 20}]}"));

        assertThat(answer.path("calls").asLong()).isEqualTo(60);
        assertThat(answer.path("denied").asLong()).isEqualTo(3);
        assertThat(answer.at("/current/denied").asLong()).isZero();
        assertThat(answer.at("/proposed/denied").asLong()).isEqualTo(40);
        assertThat(answer.at("/proposed/whom").toString())
                .isEqualTo("[{\"rule\":\"client\",\"scope\":\"a\",\"window\":\"minute\",\"calls\":40}]");
        var inAnHour = world.post("otto", "/admin/limits/api/what-if?hours=1", "minute: 1");
        assertThat(json(inAnHour).path("calls").asLong()).isZero();
        assertThat(world.audit.all())
                .anySatisfy(entry -> assertThat(entry.action()).isEqualTo("limit.what-if"));
    }

    @Test
    void showsAlertsAndLiftsWhatFollowed() {
        var now = world.clock.instant();
        var party = new Party("client", "loop");
        world.watch.raise(new Alert("id-1", now, "api", Pattern.SUBJECTS, "192.0.2.7", "60 subjects", 0));
        world.watch.raise(new Alert("id-2", now, "api", Pattern.DENIALS, party.text(), "400 denials", 1));
        world.watch.impose("api", party, new Penalty(1, 500, now, now.plusSeconds(600), "denials: 400 denials"));

        var items = json(world.get("otto", "/admin/alerts")).path("items");
        assertThat(items.path(0).path("scope").asText()).isEqualTo("loop");
        assertThat(items.path(0).path("level").asInt()).isEqualTo(1);
        assertThat(items.path(1).path("address").asText()).isEqualTo("192.0.2.7");
        assertThat(json(world.get("otto", "/admin/limits/api/alerts")).path("items"))
                .isEqualTo(items);

        var lift = "{\"rule\":\"client\",\"scope\":\"loop\",\"reason\":\"a known importer\"}";
        assertThat(world.post("vera", "/admin/limits/api/lift", lift).status()).isEqualTo(403);
        assertThat(world.post("otto", "/admin/limits/api/lift", lift).status()).isEqualTo(200);
        assertThat(json(world.post("otto", "/admin/limits/api/lift", lift))
                        .path("reason")
                        .asText())
                .isEqualTo("no-penalty");
        assertThat(world.post("otto", "/admin/limits/api/lift", "{\"rule\":\"x\"}")
                        .status())
                .isEqualTo(400);
        assertThat(world.audit.all())
                .anySatisfy(entry -> assertThat(entry.action() + " " + entry.subject() + " " + entry.outcome())
                        .isEqualTo("limit.lift api 200"));
    }

    @Test
    void listsTheLatestAlertsWhenThereAreMoreThanAnAnswerHolds() {
        var now = world.clock.instant();
        for (int i = 0; i < 1001; i++)
            world.watch.raise(
                    new Alert("id-" + i, now.plusSeconds(i), "api", Pattern.SUBJECTS, "192.0.2.7", "many", 0));
        var items = json(world.get("otto", "/admin/alerts")).path("items");
        assertThat(items).hasSize(1000);
        assertThat(items.path(0).path("alert").asText()).isEqualTo("id-1000");
    }

    @Test
    void namesEveryMistakeOfAProposedPolicy() {
        var response = world.post("otto", "/admin/limits/api/what-if", "{ minute: 0, hours: 5, mode: '${HOME}' }");
        assertThat(response.status()).isEqualTo(400);
        assertThat(json(response).path("type").asText()).endsWith("invalid-policy");
        assertThat(json(response).path("mistakes").findValuesAsText("path"))
                .containsExactlyInAnyOrder("minute", "hours", "mode");
        assertThat(world.post("otto", "/admin/limits/api/what-if", "").status()).isEqualTo(400);
        assertThat(world.post("otto", "/admin/limits/api/what-if?hours=25", "minute: 1")
                        .status())
                .isEqualTo(400);
        assertThat(world.post("vera", "/admin/limits/api/what-if", "minute: 1").status())
                .isEqualTo(403);
    }
}
