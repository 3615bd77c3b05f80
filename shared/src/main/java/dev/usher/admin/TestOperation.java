package dev.usher.admin;

import dev.usher.config.Probe;
import dev.usher.config.Service;
import dev.usher.delivery.Parallel;
import dev.usher.health.Prober;
import dev.usher.health.Sample;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code POST /admin/integrations/test/{service}}: makes its probes now and says what came of them. What an operator tries is not
 * counted, and changes nobody's condition; an open breaker keeps it away too.
 */
final class TestOperation {
    static final Set<String> PARAMETERS = Set.of("test_type", "timeout_ms", "reason");

    /** API Gateway waits 30 s for all of it. */
    static final Duration LONGEST = Duration.ofSeconds(25);

    private static final Set<String> TYPES = Set.of("all", "connectivity", "authentication", "functionality");

    private final HealthParts parts;

    TestOperation(HealthParts parts) {
        this.parts = parts;
    }

    Response test(Request request, Caller caller) {
        var ask = Ask.bodyAndQuery(request, PARAMETERS);
        var asked = ask.oneOf("test_type", TYPES);
        var type = asked == null ? "all" : asked;
        long timeoutMs = ask.number("timeout_ms", Probe.TIMEOUT.toMillis(), 1000, LONGEST.toMillis());
        var service = HealthViews.service(parts, request.pathValue("service"));
        var probes = service.probes().values().stream()
                .filter(probe -> type.equals("all") || probe.kind().label().equals(type))
                .toList();
        if (probes.isEmpty())
            throw Refusal.conflict("no-probe", "the service has no probe of this type", Json.object());
        var samples = samples(service, probes, Duration.ofMillis(timeoutMs));
        var root = Json.object()
                .put("service", service.name())
                .put("testType", type)
                .put("timeoutMs", timeoutMs)
                .put("passed", samples.values().stream().allMatch(TestOperation::passed));
        var items = root.putArray("items");
        for (var probe : probes) {
            var sample = samples.get(probe.name());
            var item = items.addObject()
                    .put("probe", probe.name())
                    .put("kind", probe.kind().label());
            if (sample != null) HealthViews.write(sample, item);
        }
        return Response.json(200, root);
    }

    private static boolean passed(Sample sample) {
        return sample.grade() == Sample.Grade.GOOD || sample.grade() == Sample.Grade.POOR;
    }

    private Map<String, Sample> samples(Service service, List<Probe> probes, Duration timeout) {
        var samples = new ConcurrentHashMap<String, Sample>();
        Prober prober = parts.prober().get();
        var until = parts.clock().instant().plus(LONGEST);
        Parallel.each(
                probes,
                probe -> samples.put(
                        probe.name(),
                        prober.probe(service, probe, timeout, until).sample()));
        return samples;
    }
}
