package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What services fall back to, and names that are taken. */
class ServicesConfigTest {
    private static UsherConfig read(String services, String rest) {
        return ConfigReader.read("""
                sources: { a: { scheme: stripe, secrets: [env:A], types: ["*"] } }
                limits: { one: { minute: 1 }, two: { minute: 1 }, requests: { minute: 1 } }
                services: %s
                %s""".formatted(services, rest), Map.of(), Shipped.PERMISSIVE);
    }

    private static void refused(String services, String rest, String... mistakes) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(services, rest))
                .satisfies(wrong -> assertThat(wrong.getMessage()).contains(mistakes));
    }

    @Test
    void aServiceFallsBackToWhatItSaysInThatOrder() {
        var services = read(
                        "{ one: { url: 'https://one', fallback: [{ service: two, path: /v2/x }, stale] }, two: { url: 'https://two' } }",
                        "")
                .services();
        assertThat(services.values())
                .extracting(Service::fallback)
                .containsExactly(
                        List.of(new Fallback.Other("two", "/v2/x"), new Fallback.Stale()),
                        List.of(new Fallback.Stale(), new Fallback.Queue()));
    }

    @Test
    void whatCantBeFallenBackToIsAMistakeWithItsLine() {
        refused(
                "{ one: { url: 'https://one', fallback: [{ service: one }] } }",
                "",
                "usher.yaml:3",
                "is this service itself");
        refused(
                "{ one: { url: 'https://one', fallback: [{ service: tow }] }, two: { url: 'https://two' } }",
                "",
                "usher.yaml:3 services.one.fallback: there is no service of this name; did you mean two?");
        refused("{ one: { url: 'https://one', fallback: [stale, stale] } }", "", "is here twice");
        refused("{ one: { url: 'https://one', fallback: [{ service: two, path: /../x }] } }", "", "must be a path");
    }

    @Test
    void someNamesAreTaken() {
        refused("{ requests: { url: 'https://one' } }", "", "queued calls are looked up under this name");
        refused("{}", "destinations: { gateway-one: { url: 'https://x', secret: env:B } }", "are those of services");
        refused(
                "{}",
                "routes: [{ name: r, when: { source: [gateway], type: [call.requested] }, to: [x] }]",
                "no event has such a type");
        assertThat(read(
                                "{ one: { url: 'https://one' } }",
                                "destinations: { x: { url: 'https://x', secret: env:B } }\nroutes: [{ name: r, when: { source: [gateway], type: [call.failed], context: { service: [one] } }, to: [x] }]")
                        .destination("gateway-one"))
                .isNotNull();
    }
}
