package dev.usher.local;

import dev.usher.local.parts.Parts;
import dev.usher.testing.Endpoints;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How the tests start hosts: on parts of their own, or on the {@link Endpoints}, where each has tables, queues and limits of its own. */
public final class TestHost {
    /** A part that nobody calls, so that it is not started. */
    private static final URI UNUSED = URI.create("http://127.0.0.1:1");

    private TestHost() {}

    public static Options options(Path template) {
        return options(template, Map.of());
    }

    /** @param environment the host's; what it says of endpoints counts, and an empty one is a part that the host starts itself */
    public static Options options(Path template, Map<String, String> environment) {
        var variables = new HashMap<>(Endpoints.given());
        variables.putAll(environment);
        variables.values().removeIf(String::isEmpty);
        return Options.of(template).withEnvironment(variables).withStack(new Options.Stack(stack(), true));
    }

    /** The name of a stack that nobody else has. */
    public static String stack() {
        return "it-" + UUID.randomUUID().toString().substring(0, 18);
    }

    /** The DynamoDB of the {@link Endpoints}, or one started here. */
    public static Parts onlyDynamo() throws Exception {
        return Parts.start(new Parts.Elsewhere(given(Endpoints.DYNAMODB), UNUSED, UNUSED), null);
    }

    /** The SQS of the {@link Endpoints}, or one started here. */
    public static Parts onlyQueues() throws Exception {
        return Parts.start(new Parts.Elsewhere(UNUSED, given(Endpoints.SQS), UNUSED), null);
    }

    private static @Nullable URI given(String variable) {
        var address = Endpoints.given().get(variable);
        return address == null ? null : URI.create(address);
    }
}
