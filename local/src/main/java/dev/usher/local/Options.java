package dev.usher.local;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How a local host is to run.
 *
 * @param port 0: any free port
 * @param portMayDiffer whether a free port will do when {@code port} is taken
 * @param data folder for what is to outlive the host; null: everything in memory
 * @param parameters values for the template's parameters
 * @param environment variables of the host: they replace the functions' of the same name and say which parts run elsewhere
 * @param everyRate period of all {@code rate(...)} schedules; null: their own
 * @param environments execution environments of a function at most
 * @param throttle whether the API's throttling is honoured
 * @param stack what tells this host's tables, queues and limits from others' on the same servers
 */
public record Options(
        Path template,
        int port,
        boolean portMayDiffer,
        @Nullable Path data,
        Map<String, String> parameters,
        Map<String, String> environment,
        @Nullable Duration everyRate,
        int environments,
        boolean throttle,
        Stack stack) {
    /**
     * One of several hosts on servers that they share.
     *
     * @param name in front of the names of tables and queues and of the limiter's keys; empty: none
     * @param temporary whether its tables and queues are deleted when it stops
     */
    public record Stack(String name, boolean temporary) {
        private static final Stack NONE = new Stack("", false);
    }

    private static final int ENVIRONMENTS = 64;
    private static final int PORT = 8080;
    private static final String PREFIX = "usher.";
    private static final String PARAMETER = "usher.parameter.";

    public Options {
        parameters = Map.copyOf(parameters);
        environment = Map.copyOf(environment);
    }

    /** For tests: a free port, everything in memory, nothing from outside. */
    public static Options of(Path template) {
        return new Options(template, 0, false, null, Map.of(), Map.of(), null, ENVIRONMENTS, false, Stack.NONE);
    }

    public Options withData(Path folder) {
        return new Options(
                template,
                port,
                portMayDiffer,
                folder,
                parameters,
                environment,
                everyRate,
                environments,
                throttle,
                stack);
    }

    public Options withParameters(Map<String, String> values) {
        return new Options(
                template, port, portMayDiffer, data, values, environment, everyRate, environments, throttle, stack);
    }

    public Options withEnvironment(Map<String, String> variables) {
        return new Options(
                template, port, portMayDiffer, data, parameters, variables, everyRate, environments, throttle, stack);
    }

    public Options withEveryRate(Duration period) {
        return new Options(
                template, port, portMayDiffer, data, parameters, environment, period, environments, throttle, stack);
    }

    public Options withEnvironments(int most) {
        return new Options(
                template, port, portMayDiffer, data, parameters, environment, everyRate, most, throttle, stack);
    }

    public Options withThrottle() {
        return new Options(
                template, port, portMayDiffer, data, parameters, environment, everyRate, environments, true, stack);
    }

    public Options withStack(Stack given) {
        return new Options(
                template, port, portMayDiffer, data, parameters, environment, everyRate, environments, throttle, given);
    }

    /**
     * From {@code -Dusher.*} and the environment.
     *
     * @throws IllegalArgumentException naming an option that does not exist or has no usable value
     */
    public static Options from(Properties properties, Map<String, String> environment) {
        var given = new HashMap<String, String>();
        var parameters = new HashMap<String, String>();
        for (var name : properties.stringPropertyNames()) {
            if (name.startsWith(PARAMETER))
                parameters.put(name.substring(PARAMETER.length()), properties.getProperty(name));
            else if (name.startsWith(PREFIX)) given.put(name.substring(PREFIX.length()), properties.getProperty(name));
        }
        given.remove("stopWithParent"); // Main's own
        var port = given.remove("port");
        var data = given.remove("data");
        var everyRate = given.remove("schedule.rate");
        var options = new Options(
                Path.of(or(given.remove("template"), "template.yaml")),
                number("port", or(port, String.valueOf(PORT)), 0, 65_535),
                port == null,
                data == null ? null : Path.of(data),
                parameters,
                environment,
                everyRate == null ? null : period(everyRate),
                number("environments", or(given.remove("environments"), String.valueOf(ENVIRONMENTS)), 1, 10_000),
                or(given.remove("throttle"), "false").equals("true"),
                new Stack(stackName(or(given.remove("stack"), "")), false));
        if (!given.isEmpty())
            throw new IllegalArgumentException(
                    "there is no option -Dusher." + given.keySet().iterator().next());
        return options;
    }

    /** A variable as an address, or null when it is unset or empty. */
    @Nullable
    URI address(String variable) {
        var text = environment.getOrDefault(variable, "");
        return text.isEmpty() ? null : URI.create(text);
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    private static int number(String name, String text, int least, int most) {
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most)
            return Integer.parseInt(text);
        throw new IllegalArgumentException(
                "-Dusher." + name + "=" + text + ": a number from " + least + " to " + most + " is expected");
    }

    /** As CloudFormation takes them, and short enough for any queue's name to follow. */
    private static String stackName(String text) {
        if (text.matches("([A-Za-z][A-Za-z0-9-]{0,29})?")) return text;
        throw new IllegalArgumentException(
                "-Dusher.stack=" + text + ": a letter and then up to 29 letters, digits and hyphens are expected");
    }

    private static Duration period(String text) {
        if (text.matches("[1-9]\\d{0,5}(ms|s|m)")) {
            return Duration.parse("PT" + (text.endsWith("ms") ? text.substring(0, text.length() - 2) + "S" : text))
                    .dividedBy(text.endsWith("ms") ? 1000 : 1);
        }
        throw new IllegalArgumentException(
                "-Dusher.schedule.rate=" + text + ": a time such as 500ms, 5s or 1m is expected");
    }
}
