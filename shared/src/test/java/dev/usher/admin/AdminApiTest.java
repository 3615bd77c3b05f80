package dev.usher.admin;

import static dev.usher.admin.AdminWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Response;
import dev.usher.message.EventId;
import dev.usher.message.StoreUnavailable;
import dev.usher.search.Page;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may ask what, and what is answered to what can't be asked. */
final class AdminApiTest {
    private final AdminWorld world = new AdminWorld();

    @Test
    void asksForATokenAndSaysHow() {
        var response = world.get("", "/admin/whoami");

        assertProblem(response, 401, "unauthorized");
        assertThat(response.headers()).containsEntry("www-authenticate", "Bearer realm=\"usher\"");
        assertThat(world.audit.all()).isEmpty();
    }

    @Test
    void refusesATokenThatIsNobodys() {
        assertProblem(world.get("mallory", "/admin/whoami"), 401, "unauthorized");
        assertProblem(world.get("mallory", "/admin/no/such"), 401, "unauthorized");
        assertThat(world.audit.all())
                .extracting(AuditEntry::action, AuditEntry::outcome, AuditEntry::address)
                .containsOnly(Tuple.tuple("login", "401", "192.0.2.7"));
    }

    @Test
    void keepsTenFailedLoginsAMinuteHoweverManyComeAndFromHowManyEnvironments() {
        var other = world.api(world.audit);
        for (int i = 0; i < 500; i++) {
            world.get("mallory", "/admin/whoami");
            other.handle(AdminWorld.request("mallory", "GET", "/admin/whoami", "", Map.of()));
        }
        assertThat(world.audit.all()).hasSize(FailedLogins.A_MINUTE);

        world.clock.advance(Duration.ofMinutes(1));
        world.get("mallory", "/admin/whoami");
        assertThat(world.audit.all()).hasSize(FailedLogins.A_MINUTE + 1);
    }

    @Test
    void tellsAnOutageOfTheTokensFromAWrongOne() {
        world.secretsOut = true;

        assertProblem(world.get("ann", "/admin/whoami"), 503, "unavailable");
    }

    @Test
    void knowsEveryOperatorByToken() {
        for (var operator : List.of("vera viewer", "otto operator", "ann admin")) {
            var name = operator.substring(0, operator.indexOf(' '));
            assertThat(json(world.get(name, "/admin/whoami")).toString())
                    .isEqualTo("{\"name\":\"%s\",\"role\":\"%s\"}".formatted((Object[]) operator.split(" ", 2)));
        }
    }

    @Test
    void checksTheLeastRoleOfEachLineAndWritesDownWhoWasRefused() {
        var event = world.event().id().text();

        assertProblem(world.get("vera", "/admin/events/" + event + "/payload"), 403, "forbidden");
        assertProblem(world.get("vera", "/admin/audit"), 403, "forbidden");
        assertProblem(world.get("otto", "/admin/audit"), 403, "forbidden");
        for (var act : List.of("webhooks/replay/" + event, "replays", "replays/replay_0/cancel"))
            assertProblem(world.post("otto", "/admin/" + act, ""), 403, "forbidden");
        for (var act : List.of("destinations/ledger/pause", "destinations/ledger/resume", "deliveries/x/cancel"))
            assertProblem(world.post("vera", "/admin/" + act, ""), 403, "forbidden");
        assertThat(world.audit.all()).hasSize(7).allMatch(entry -> entry.outcome()
                .equals("403"));
    }

    @Test
    void namesTheMethodsOfAPath() {
        var response = world.get("ann", "/admin/destinations/ledger/pause");

        assertProblem(response, 405, "method-not-allowed");
        assertThat(response.headers()).containsEntry("allow", "POST");
    }

    @Test
    void knowsNoOtherPath() {
        assertProblem(world.get("ann", "/admin/nothing"), 404, "not-found");
        assertProblem(world.get("ann", "/admin/events/"), 400, "invalid-parameter");
        assertProblem(world.get("ann", "/admin/events/%zz"), 404, "not-found");
        assertProblem(world.get("ann", "/admin"), 404, "not-found");
    }

    @Test
    void namesTheParameterThatIsWrong() {
        for (var bad : List.of(
                "limit=0",
                "limit=201",
                "limit=x",
                "cursor=%21",
                "cursor=eA",
                "from=yesterday",
                "until=1900-01-01T00:00:00Z",
                "state=lost",
                "priority=urgent",
                "context=wedding",
                "type=" + "x".repeat(300),
                "from=2190-01-01T00:00:00Z")) {
            var response = world.get("vera", "/admin/deliveries?" + bad);

            assertProblem(response, 400, "invalid-parameter");
            assertThat(json(response).path("parameter").asText()).isEqualTo(bad.substring(0, bad.indexOf('=')));
        }
    }

    @Test
    void namesTheParametersItKnowsToWhoSendsAnother() {
        var response = world.get("vera", "/admin/events?colour=red");

        assertProblem(response, 400, "unknown-parameter");
        assertThat(json(response).path("allowed").toString())
                .isEqualTo(
                        "[\"context\",\"cursor\",\"from\",\"limit\",\"priority\",\"providerId\",\"source\",\"type\",\"until\"]");
    }

    @Test
    void readsJsonObjectsOfBoundedSizeOnly() {
        var path = "/admin/destinations/ledger/pause";

        assertProblem(
                world.post("otto", path, "{}", Map.of("content-type", "multipart/form-data; boundary=x")),
                415,
                "unsupported-media-type");
        assertProblem(world.post("otto", path, "a=b", Map.of("content-type", "text/plain")), 400, "invalid-body");
        assertProblem(world.post("otto", path, "[1]"), 400, "invalid-body");
        assertProblem(world.post("otto", path, "{\"reason\":"), 400, "invalid-body");
        assertProblem(world.post("otto", path, "{\"reason\":{}}"), 400, "invalid-parameter");
        assertProblem(world.post("otto", path, "{\"colour\":\"red\"}"), 400, "unknown-parameter");
        assertProblem(world.post("otto", path, "\"" + "x".repeat(65_536) + "\""), 413, "body-too-large");
        assertThat(world.board.paused("ledger")).isNull();
    }

    @Test
    void writesDownEveryActBeforeAndAfterIt() {
        world.post("otto", "/admin/destinations/ledger/pause", "{\"reason\":\"maintenance\"}");

        assertThat(world.audit.all()).hasSize(1);
        var entry = world.audit.all().getFirst();
        assertThat(entry)
                .usingRecursiveComparison()
                .ignoringFields("id")
                .isEqualTo(new AuditEntry(
                        "",
                        world.clock.instant(),
                        "otto",
                        "destination.pause",
                        "ledger",
                        "200",
                        "{\"reason\":\"maintenance\"}",
                        "192.0.2.7"));
    }

    @Test
    void doesNothingThatItCannotWriteDown() {
        var api = world.api(new BrokenAudit());

        var response = api.handle(AdminWorld.request("otto", "POST", "/admin/destinations/ledger/pause", "", Map.of()));

        assertProblem(response, 503, "unavailable");
        assertThat(world.board.paused("ledger")).isNull();
    }

    @Test
    void letsAdministratorsReadTheAuditLog() {
        world.post("otto", "/admin/destinations/ledger/pause", "");
        world.clock.advance(Duration.ofSeconds(1));
        world.post("ann", "/admin/destinations/ledger/resume", "");

        var all = json(world.get("ann", "/admin/audit"));
        var ottos = json(world.get("ann", "/admin/audit?actor=otto&action=destination.pause"));

        assertThat(all.path("items").findValuesAsText("action"))
                .containsExactly("destination.resume", "destination.pause");
        assertThat(ottos.path("items").findValuesAsText("actor")).containsExactly("otto");
    }

    static void assertProblem(Response response, int status, String type) {
        assertThat(response.status()).as(response.body().text()).isEqualTo(status);
        assertThat(response.headers())
                .containsEntry("content-type", "application/problem+json")
                .containsKey("cache-control");
        assertThat(json(response).path("type").asText()).isEqualTo("/problems/" + type);
        assertThat(json(response).path("status").asInt()).isEqualTo(status);
        assertThat(response.body().text()).doesNotContain("Exception", "dev.usher");
    }

    /** Fails always. */
    private static final class BrokenAudit implements Audit {
        @Override
        public void add(AuditEntry entry) {
            throw new StoreUnavailable("out", new IllegalStateException("as the test asked"));
        }

        @Override
        public Page<AuditEntry> list(Wanted wanted, @Nullable String after, int limit) {
            throw new StoreUnavailable("out", new IllegalStateException("as the test asked"));
        }

        @Override
        public List<AuditEntry> about(EventId event) {
            throw new StoreUnavailable("out", new IllegalStateException("as the test asked"));
        }
    }
}
