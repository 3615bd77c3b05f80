package dev.usher.local;

import dev.usher.config.ConfigFile;
import dev.usher.config.Settings;
import dev.usher.local.template.Account;
import dev.usher.local.template.FunctionSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The variables that a function gets: those of the template, with development values in place of references to secret stores, and
 * over all the host's own environment.
 */
final class FunctionEnvironment {
    private static final String DEFAULTS = "/development-defaults.env";

    /** Passed on from the host's environment although the template does not declare them. */
    private static final Set<String> PASSED_ON = Set.of("USHER_CONFIG", "USHER_LOG_LEVEL");

    /** A variable as usher.yaml names it: {@code env:NAME} or {@code ${NAME}}. */
    private static final Pattern NAMED = Pattern.compile("env:([A-Za-z_][A-Za-z0-9_]*)|\\$\\{([A-Za-z_][A-Za-z0-9_]*)");

    private final Map<String, String> host;
    private final Map<String, String> development;
    private final Map<String, String> endpoints;
    private final Set<String> passedOn;
    private final Set<String> developmentNames = new TreeSet<>();

    /** @param platformUrlGiven whether the parameter PlatformUrl was set, so that the receivers are not to replace it */
    FunctionEnvironment(Map<String, String> host, URI dynamo, URI queues, int port, boolean platformUrlGiven) {
        this.host = host;
        this.passedOn = passedOn(host);
        this.development = developmentDefaults(port);
        if (platformUrlGiven) development.remove("PLATFORM_URL");
        var simulators = "http://127.0.0.1:" + port + "/simulators/";
        this.endpoints = Map.of(
                "AWS_ENDPOINT_URL_DYNAMODB",
                dynamo.toString(),
                "AWS_ENDPOINT_URL_SQS",
                queues.toString(),
                "AWS_ENDPOINT_URL_SNS",
                simulators + "sns",
                "AWS_ENDPOINT_URL_SESV2",
                simulators + "ses",
                "AWS_REGION",
                Account.REGION,
                "AWS_DEFAULT_REGION",
                Account.REGION,
                "AWS_ACCESS_KEY_ID",
                "local",
                "AWS_SECRET_ACCESS_KEY",
                "local");
    }

    /** The variables of one function. */
    Map<String, String> of(FunctionSpec function) {
        var variables = new HashMap<>(function.environment());
        development.forEach((name, value) -> {
            var declared = variables.get(name);
            boolean replaces = declared == null
                    ? name.startsWith("USHER_EGRESS")
                    : isSecretReference(declared) || declared.isEmpty() || name.equals("PLATFORM_URL");
            if (!replaces) return;
            variables.put(name, value);
            if (declared != null && isSecretReference(declared) && !host.containsKey(name)) developmentNames.add(name);
        });
        variables.replaceAll((name, value) -> host.getOrDefault(name, value));
        variables.forEach((name, value) -> {
            if (isSecretReference(value)) {
                throw new IllegalStateException(
                        function.id() + ": " + name + " is " + value + ", and there are no secret stores here: set "
                                + name + " in the environment, or add it to local/src/main/resources" + DEFAULTS);
            }
        });
        for (var name : passedOn) {
            var value = host.get(name);
            if (value != null) variables.put(name, value);
        }
        variables.putAll(endpoints);
        variables.put(
                "AWS_SESSION_TOKEN", function.id()); // so that whoever stands in front of a part can tell who calls
        variables.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(function.memoryMb()));
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
        return variables;
    }

    /** What a usher.yaml of the developer's own names is passed on too, or its secrets could not be given. */
    private static Set<String> passedOn(Map<String, String> host) {
        var names = new TreeSet<>(PASSED_ON);
        var named = NAMED.matcher(ConfigFile.text(new Settings(host)));
        while (named.find()) names.add(named.group(1) != null ? named.group(1) : named.group(2));
        return names;
    }

    /** The names of the secrets that have a development value in some function. */
    Set<String> developmentNames() {
        return developmentNames;
    }

    /** The defaults as they are in the file, with the port filled in. */
    static Map<String, String> developmentDefaults(int port) {
        try (var in = FunctionEnvironment.class.getResourceAsStream(DEFAULTS)) {
            if (in == null) throw new IllegalStateException(DEFAULTS + " is not on the class path");
            var defaults = new LinkedHashMap<String, String>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int equals = line.indexOf('=');
                if (line.startsWith("#") || equals < 1) return;
                defaults.put(
                        line.substring(0, equals), line.substring(equals + 1).replace("{port}", String.valueOf(port)));
            });
            return defaults;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSecretReference(String value) {
        return value.startsWith("secretsmanager:") || value.startsWith("ssm:");
    }
}
