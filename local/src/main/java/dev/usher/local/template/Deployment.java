package dev.usher.local.template;

import java.util.List;
import java.util.Map;

/** Everything that the template declares and that the local host brings to life, resolved for one set of parameters. */
public record Deployment(List<FunctionSpec> functions, List<TableSpec> tables, List<QueueSpec> queues, ApiSpec api) {
    /**
     * Reads a template. Nothing is started or touched, so it can be called once to check and again with the real addresses.
     *
     * @param parameters values for parameters that replace their defaults
     * @throws TemplateError naming line and path of the first thing that is not understood
     */
    public static Deployment read(String yaml, Map<String, String> parameters, Account account) {
        return new DeploymentReader(TemplateReader.read(yaml), parameters, account).read();
    }

    public QueueSpec queue(String name) {
        return queues.stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the template has no queue " + name));
    }
}
