package dev.usher.local;

import dev.usher.local.template.ApiSpec;
import dev.usher.local.template.EventSpec;
import dev.usher.local.template.FunctionSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** What a running host tells its user: what it wired, and lines to try. The lines are in {@code try-it.txt}. */
final class Wiring {
    private static final String TRY_IT = "/dev/usher/local/try-it.txt";

    private Wiring() {}

    static String of(LocalHost host, Options options) throws IOException {
        var text = new StringBuilder();
        var deployment = host.deployment();
        text.append("\nfunctions\n");
        for (var function : deployment.functions())
            text.append("  ").append(line(function, deployment.api())).append('\n');
        text.append("tables     ");
        text.append(deployment.tables().stream()
                .map(table -> table.name() + " (" + table.indexes().size() + " indexes)")
                .collect(Collectors.joining(", ")));
        text.append("\nqueues     ");
        text.append(deployment.queues().stream().map(queue -> queue.name()).collect(Collectors.joining(", ")));
        text.append("\nparts      DynamoDB ").append(host.dynamoUrl());
        text.append(" · SQS ").append(host.queuesUrl());
        text.append(" · Redis ").append(host.redisUrl());
        if (!deployment.passedOver().isEmpty()) {
            text.append("\nnot run    ");
            text.append(deployment.passedOver().entrySet().stream()
                    .map(type -> type.getKey().replace("AWS::", "") + " ×" + type.getValue())
                    .collect(Collectors.joining(", ")));
        }
        text.append("\ndata       ");
        text.append(
                options.data() == null
                        ? "in memory; -Dusher.data=FOLDER keeps it"
                        : String.valueOf(options.data().toAbsolutePath()));
        if (!host.developmentSecrets().isEmpty()) {
            text.append("\nDEVELOPMENT SECRETS in use (published values, good for this machine only): ");
            text.append(String.join(", ", host.developmentSecrets()));
        }
        text.append("\n\nready      ").append(host.url()).append("\n\n").append(tryIt(host));
        return text.toString();
    }

    private static String line(FunctionSpec function, ApiSpec api) {
        var events = function.events().stream().map(event -> event(event, api)).collect(Collectors.joining(", "));
        return "%-16s %s".formatted(function.id(), events);
    }

    private static String event(EventSpec event, ApiSpec api) {
        return switch (event) {
            case EventSpec.HttpRoute route -> route.key() + (api.jwts().containsKey(route.key()) ? " (JWT)" : "");
            case EventSpec.QueueMapping mapping ->
                mapping.queueName() + " ×" + mapping.batchSize() + (mapping.enabled() ? "" : " (off)");
            case EventSpec.Schedule schedule -> schedule.expression() + (schedule.enabled() ? "" : " (off)");
        };
    }

    /** The lines of the file, with the host's address and the development secrets filled in. */
    private static String tryIt(LocalHost host) throws IOException {
        try (var in = Wiring.class.getResourceAsStream(TRY_IT)) {
            if (in == null) throw new IOException(TRY_IT + " is not on the class path");
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{url}", host.url().toString());
            for (var secret : FunctionEnvironment.developmentDefaults(host.url().getPort())
                    .entrySet()) {
                text = text.replace("{" + secret.getKey() + "}", secret.getValue());
            }
            return text;
        }
    }
}
