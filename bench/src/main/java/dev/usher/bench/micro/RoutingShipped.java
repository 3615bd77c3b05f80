package dev.usher.bench.micro;

import dev.usher.config.ConfigReader;
import dev.usher.lambda.DomainChecks;
import dev.usher.message.Event;
import dev.usher.routing.Router;
import dev.usher.routing.Routing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Routes a Stripe event of 2 KB over the shipped usher.yaml: 14 routes, four destinations, two of them with a transform. */
@State(Scope.Benchmark)
public class RoutingShipped {
    @Param({"shipped", "without transforms"})
    public String routes = "shipped";

    @SuppressWarnings("NullAway.Init") // by @Setup
    private Router router;

    private Event event = Payloads.event();

    @Setup
    public void read() throws IOException {
        var text = Files.readString(Path.of("usher.yaml"));
        if (routes.equals("without transforms")) text = text.replaceAll("(?m)^    transform: \\|\\n(?: {6}.*\\n)+", "");
        router = Router.of(
                ConfigReader.read(text, Map.of("PLATFORM_URL", "https://platform.example.com"), new DomainChecks()));
        int destinations = route().legs().size();
        if (destinations != 4) throw new IllegalStateException("expected 4 destinations, not " + destinations);
    }

    @Benchmark
    public Routing route() {
        return router.route(event);
    }
}
