package dev.usher.config;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How an answer of a service becomes ours: what the service sends, what we make of it, and samples of both.
 *
 * @param path of the calls whose answers it takes; {@code *} stands for one segment
 * @param methods of those calls; empty for all
 * @param version of what the service sends, as the service names it
 * @param vendor the file with the JSON Schema of what the service sends
 * @param normal the file with the JSON Schema of what is made of it
 * @param map a JSONata expression over what the service sent, whose value is ours
 * @param samples files, each {@code {"from": what the service sends, "to": what is made of it}}
 * @param refuse whether what does not fit is refused, rather than passed on as it came
 */
public record Normaliser(
        String path,
        Set<String> methods,
        String version,
        String vendor,
        String normal,
        String map,
        List<String> samples,
        boolean refuse) {
    public Normaliser {
        methods = Set.copyOf(methods);
        samples = List.copyOf(samples);
    }

    /** Whether it takes the answers to such a call. */
    public boolean takes(String method, String path) {
        return (methods.isEmpty() || methods.contains(method))
                && glob().matcher(path).matches();
    }

    private Pattern glob() {
        var parts = List.of(path.split("\\*", -1)).stream().map(Pattern::quote).toList();
        return Pattern.compile(String.join("[^/]+", parts));
    }
}
