package dev.usher.admin;

import static dev.usher.admin.AdminApiTest.assertProblem;
import static dev.usher.admin.AdminWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the claims allow that a gateway has put into the event, and that nothing else does. */
final class SsoTest {
    private final AdminWorld world = new AdminWorld();

    @ParameterizedTest
    @CsvSource({
        "usher-viewers, viewer",
        "[usher-operators], operator",
        "[usher-viewers staff usher-admins usher-operators], admin",
        "openid usher-operators profile, operator"
    })
    void theHighestRoleOfTheClaimsValuesCounts(String groups, String role) {
        var response = ask("GET", "/sso/admin/whoami", Map.of("sub", "7f3a", "groups", groups));

        assertThat(json(response).toString()).isEqualTo("{\"name\":\"sso:7f3a\",\"role\":\"%s\"}".formatted(role));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "[",
                "[staff]",
                "USHER-ADMINS",
                "usher-admins2",
                "usher-admins,usher-viewers",
                "[\"usher-admins\"]",
                "[[usher-admins]]"
            })
    void whoHasNoRoleIsRefusedAndWrittenDownByName(String groups) {
        assertProblem(
                ask("GET", "/sso/admin/whoami", Map.of("sub", "7f3a", "groups", groups, "roles", "usher-admins")),
                403,
                "forbidden");
        assertThat(world.audit.all())
                .extracting(AuditEntry::actor, AuditEntry::action, AuditEntry::outcome)
                .containsExactly(Tuple.tuple("sso:7f3a", "login", "403"));
    }

    @Test
    void aJwtThatNamesNobodyIsRefused() {
        for (var subject : new String[] {"", "a\nb", "x".repeat(256)})
            assertProblem(
                    ask("GET", "/sso/admin/whoami", Map.of("sub", subject, "groups", "usher-admins")),
                    401,
                    "unauthorized");
        assertProblem(ask("GET", "/sso/admin/whoami", Map.of("groups", "usher-admins")), 401, "unauthorized");
    }

    @Test
    void rolesAreCheckedAndActsAuditedUnderTheSubject() {
        var pause = "/sso/admin/destinations/ledger/pause";

        assertProblem(ask("POST", pause, Map.of("sub", "v", "groups", "usher-viewers")), 403, "forbidden");
        assertThat(ask("POST", pause, Map.of("sub", "o", "groups", "usher-operators"))
                        .status())
                .isEqualTo(200);

        assertThat(world.audit.all())
                .extracting(AuditEntry::actor, AuditEntry::action, AuditEntry::outcome)
                .containsExactlyInAnyOrder(
                        Tuple.tuple("sso:v", "destination.pause", "403"),
                        Tuple.tuple("sso:o", "destination.pause", "200"));
    }

    @Test
    void withoutAnAuthorizerThePathIsNotThereWhateverIsSent() {
        assertProblem(world.get("ann", "/sso/admin/whoami"), 404, "not-found");
        assertProblem(world.get("", "/sso/admin/whoami"), 404, "not-found");
        var forged = Map.of(
                "requestcontext", "{\"authorizer\":{\"jwt\":{\"claims\":{\"sub\":\"x\",\"groups\":\"usher-admins\"}}}}",
                "x-amzn-request-context", "{\"authorizer\":{\"jwt\":{\"claims\":{\"sub\":\"x\"}}}}");
        assertProblem(
                world.api.handle(AdminWorld.request("", "GET", "/sso/admin/whoami", "", forged)), 404, "not-found");
    }

    @Test
    void eachPathHasOneWayIn() {
        assertProblem(
                ask("GET", "/admin/whoami", Map.of("sub", "7f3a", "groups", "usher-admins")), 401, "unauthorized");
        assertProblem(
                ask("GET", "/%73so/admin/whoami", Map.of("sub", "7f3a", "groups", "usher-admins")),
                401,
                "unauthorized");
        assertProblem(
                ask("GET", "/sso/sso/admin/whoami", Map.of("sub", "7f3a", "groups", "usher-admins")), 404, "not-found");
    }

    private Response ask(String method, String path, Map<String, String> claims) {
        return world.api.handle(new Request(
                method,
                path,
                "",
                "https://usher.example.com",
                "192.0.2.7",
                Headers.NONE,
                Map.of(),
                Map.of(),
                claims,
                Body.EMPTY));
    }
}
