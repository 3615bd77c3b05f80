package dev.usher.local.template;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A function as declared.
 *
 * @param id its logical id in the template
 * @param className the class in front of {@code ::handleRequest}
 * @param line where the function starts in the template
 * @param reserved its ReservedConcurrentExecutions, if any
 * @param environment its variables, resolved
 */
public record FunctionSpec(
        String id,
        String name,
        String className,
        int line,
        Duration timeout,
        int memoryMb,
        OptionalInt reserved,
        Map<String, String> environment,
        List<EventSpec> events) {}
