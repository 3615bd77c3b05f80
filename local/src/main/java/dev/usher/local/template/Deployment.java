package dev.usher.local.template;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything that the template declares and that the local host brings to life, resolved for one set of parameters.
 *
 * @param passedOver how many resources of which type are known to change nothing on one machine, such as alarms
 */
public record Deployment(
        List<FunctionSpec> functions,
        List<TableSpec> tables,
        List<QueueSpec> queues,
        ApiSpec api,
        Map<String, Integer> passedOver) {
    public Deployment {
        passedOver = Collections.unmodifiableMap(new TreeMap<>(passedOver));
    }

    /**
     * Reads a template. Nothing is started or touched, so it can be called once to check and again with the real addresses.
     *
     * @param parameters values for parameters that replace their defaults
     * @throws TemplateError naming line and path of the first thing that is not understood
     */
    public static Deployment read(String yaml, Map<String, String> parameters, Account account) {
        return new DeploymentReader(TemplateReader.read(yaml), parameters, account).read();
    }

    /** The queue of a logical id. */
    public QueueSpec queue(String id) {
        return only(queues.stream().filter(queue -> queue.id().equals(id)), "queue " + id);
    }

    /** The queue that a function is invoked from. */
    public QueueSpec queue(EventSpec.QueueMapping mapping) {
        return only(queues.stream().filter(queue -> queue.name().equals(mapping.queueName())), mapping.queueArn());
    }

    /** The table of a logical id. */
    public TableSpec table(String id) {
        return only(tables.stream().filter(table -> table.id().equals(id)), "table " + id);
    }

    private static <T> T only(Stream<T> found, String what) {
        return found.findFirst().orElseThrow(() -> new IllegalArgumentException("the template has no " + what));
    }
}
