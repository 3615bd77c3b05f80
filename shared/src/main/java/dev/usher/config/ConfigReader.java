package dev.usher.config;

import dev.usher.calendar.Calendar;
import dev.usher.config.Operator.Role;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads {@code usher.yaml} as docs/reference/configuration.md describes it. The text is walked as YAML nodes, not as
 * objects, so that every mistake has its line; nothing in it can name a class to be made.
 */
public final class ConfigReader {
    private static final int MAX_CHARS = 1024 * 1024;
    private static final int MAX_ALIASES = 50;
    private static final int MAX_DEPTH = 32;
    private static final String SOURCE = "source:";
    private static final String PUBLIC_URL = "USHER_PUBLIC_URL";
    private static final Set<String> RESERVED =
            Stream.of(Impact.values()).map(AlertPolicy::routeOf).collect(Collectors.toSet());
    private static final Map<String, Role> ROLES =
            Map.of("viewer", Role.VIEWER, "operator", Role.OPERATOR, "admin", Role.ADMIN);

    private final Reading reading;
    private final Checks checks;
    private final Map<String, String> environment;

    private ConfigReader(Map<String, String> environment, Checks checks) {
        this.reading = new Reading(environment);
        this.checks = checks;
        this.environment = environment;
    }

    /**
     * The configuration that the text stands for.
     *
     * @param environment for {@code ${NAME}}, and {@code USHER_PUBLIC_URL} for the URLs that providers were given
     * @throws ConfigException with every mistake of the text at once
     */
    public static UsherConfig read(String text, Map<String, String> environment, Checks checks) {
        var reader = new ConfigReader(environment, checks);
        var root = compose(text);
        var config = reader.config(new Place(root, "", 1, reader.reading), version(text));
        reader.reading.check();
        return config;
    }

    /**
     * One limit policy by itself, in the form it has under {@code limits}, or as the limit of a source when its name begins with
     * {@code source:}. Variables without a default are mistakes: what is asked from outside may not look into the environment.
     *
     * @throws ConfigException with every mistake of the text at once
     */
    public static LimitPolicy limit(String name, String text) {
        var reading = new Reading(Map.of());
        var place = new Place(compose(text), "", 1, reading);
        var policy = name.startsWith(SOURCE)
                ? LimitReader.source(name.substring(SOURCE.length()), place)
                : LimitReader.named(name, place);
        reading.check();
        return policy;
    }

    private static Node compose(String text) {
        if (text.length() > MAX_CHARS) throw refused(1, "is larger than " + MAX_CHARS + " characters");
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARS);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_DEPTH);
        try {
            var root = new Yaml(options).compose(new StringReader(text));
            if (root == null) throw refused(1, "is empty");
            return root;
        } catch (MarkedYAMLException malformed) {
            // Only the problem: the rest of its message quotes the text, which may hold a secret.
            var mark = malformed.getProblemMark();
            var problem = malformed.getProblem();
            throw refused(
                    mark == null ? 1 : mark.getLine() + 1, "is no YAML: " + (problem == null ? "malformed" : problem));
        } catch (YAMLException malformed) {
            throw refused(1, "is no YAML: a character that YAML does not allow, or nested deeper than " + MAX_DEPTH);
        }
    }

    private static ConfigException refused(int line, String reason) {
        return new ConfigException(List.of(new Mistake(line, "", reason)));
    }

    private UsherConfig config(Place root, String version) {
        var fields = root.open(Section.CONFIG);
        var sourceReader = new SourceReader(checks, publicUrl());
        var breakerReader = BreakerReader.under(fields.find("breaker"));
        var destinationReader =
                DestinationReader.under(fields.find("defaults"), breakerReader, new TargetReader(environment));
        Map<String, LimitPolicy> limits = fields.get("limits", Map.of(), at -> named(at, 0, 200, LimitReader::named));
        var serviceReader = new ServiceReader(checks, limits, breakerReader, new ProbeReader(checks));
        Map<String, Source> sources = fields.get("sources", Map.of(), at -> named(at, 1, 200, sourceReader::read));
        Map<String, Optional<Destination>> named =
                fields.get("destinations", Map.of(), at -> named(at, 0, 500, destinationReader::read));
        var configured = configured(named);
        Map<String, Service> services = fields.get("services", Map.of(), at -> named(at, 0, 200, serviceReader::read));
        fields.get("services", Map.of(), at -> checkFallbacks(at, services));
        var known = new LinkedHashMap<>(OwnSources.ALL);
        known.putAll(sources);
        var routeReader = new RouteReader(checks, known, named.keySet());
        var alerts = new AlertReader(named.keySet(), AlertReader.impacts(fields)).read(fields.find("alerts"));
        List<Route> routes = fields.get("routes", List.of(), at -> routes(at, routeReader));
        int retentionDays = fields.get("retention", 30, ConfigReader::days);
        fields.get("sources", Map.of(), at -> checkRetention(at, sources, retentionDays));
        return new UsherConfig(
                version,
                sources,
                limits,
                fields.get("calendar", Calendar.PLAIN, CalendarReader::read),
                fields.get("abuse", AbusePolicy.USUAL, AbuseReader::read),
                reaching(configured.keySet(), routes, alerts.routes()),
                configured,
                services,
                fields.get("health", HealthPolicy.USUAL, new HealthReader(services.keySet())::read),
                fields.get("operators", List.of(), ConfigReader::operators),
                fields.get("sso", Sso.OFF, ConfigReader::sso),
                fields.get("egress", List.of(), ConfigReader::egress),
                retentionDays,
                fields.get("regions", Regions.ALONE, RegionsReader::read),
                alerts,
                named.keySet().stream()
                        .filter(name -> !configured.containsKey(name))
                        .toList());
    }

    private static Map<String, Destination> configured(Map<String, Optional<Destination>> named) {
        var configured = new LinkedHashMap<String, Destination>();
        named.forEach((name, destination) -> destination.ifPresent(one -> configured.put(name, one)));
        return configured;
    }

    /** Routes lead to what is configured; one that then leads nowhere is none. */
    private static List<Route> reaching(Set<String> configured, List<Route> routes, List<Route> alerts) {
        return Stream.concat(routes.stream(), alerts.stream())
                .map(route -> new Route(
                        route.name(),
                        route.pattern(),
                        route.transform(),
                        route.destinations().stream()
                                .filter(configured::contains)
                                .toList()))
                .filter(route -> !route.destinations().isEmpty())
                .toList();
    }

    private @Nullable String publicUrl() {
        var text = environment.get(PUBLIC_URL);
        if (text == null || text.isEmpty()) return null;
        try {
            return Syntax.url(text).toString().replaceAll("/+$", "");
        } catch (IllegalArgumentException wrong) {
            reading.mistake(1, "the environment variable " + PUBLIC_URL, String.valueOf(wrong.getMessage()));
            return null;
        }
    }

    private static <T> Map<String, T> named(Place place, int least, int most, BiFunction<String, Place, T> read) {
        var named = new LinkedHashMap<String, T>();
        place.entries(least, most).forEach((name, value) -> named.put(name, read.apply(name, value)));
        return named;
    }

    private static List<Route> routes(Place place, RouteReader reader) {
        var names = new HashSet<String>();
        var routes = new ArrayList<Route>();
        for (var item : place.items(0, 500)) {
            var route = reader.read(item);
            if (!route.name().isEmpty() && !names.add(route.name())) item.mistake("another route has this name");
            if (RESERVED.contains(route.name())) item.mistake("this name is that of a route of alerts");
            routes.add(route);
        }
        return routes;
    }

    private static List<Operator> operators(Place place) {
        var names = new HashSet<String>();
        var operators = new ArrayList<Operator>();
        for (var item : place.items(0, 100)) {
            var fields = item.open(Section.OPERATOR);
            var name = fields.get("name", "", at -> at.parse("", Syntax::name));
            if (!name.isEmpty() && !names.add(name)) item.mistake("another operator has this name");
            operators.add(new Operator(
                    name,
                    fields.get("role", Role.VIEWER, at -> at.parse(Role.VIEWER, Syntax.oneOf(ROLES))),
                    fields.get("tokenSha256", new SecretRef("", ""), SourceReader::secret)));
        }
        return operators;
    }

    private static Sso sso(Place place) {
        var fields = place.open(Section.SSO);
        var roles = new LinkedHashMap<String, Role>();
        fields.get("roles", Map.<String, Place>of(), at -> at.entries(1, 100)).forEach((value, role) -> {
            role.check(value, Syntax::claimValue);
            roles.put(value, role.parse(Role.VIEWER, Syntax.oneOf(ROLES)));
        });
        return new Sso(fields.get("claim", Sso.DEFAULT_CLAIM, at -> at.parse("", Syntax::claimName)), roles);
    }

    private static List<String> egress(Place place) {
        return place.open(Section.EGRESS).get("allow", List.of(), allow -> {
            var entries = allow.isList() ? allow.items(0, 100) : List.of(allow);
            return entries.stream()
                    .flatMap(entry -> entry.parse(List.<String>of(), Syntax::ranges).stream())
                    .toList();
        });
    }

    private static int days(Place place) {
        return place.parse(30, text -> {
            var duration =
                    Quantity.duration(Duration.ofDays(1), Duration.ofDays(365)).parse(text);
            if (!duration.equals(Duration.ofDays(duration.toDays())))
                throw new IllegalArgumentException("must be whole days");
            return (int) duration.toDays();
        });
    }

    /** An event id is remembered by the event itself, so for no longer than events are kept. */
    private static Map<String, Source> checkRetention(Place place, Map<String, Source> sources, int retentionDays) {
        place.entries(1, 200).forEach((name, value) -> {
            var source = sources.get(name);
            if (source == null || source.dedupeFor().compareTo(Duration.ofDays(retentionDays)) <= 0) return;
            var dedupe = value.entries(0, Integer.MAX_VALUE).get("dedupe");
            (dedupe == null ? value : dedupe)
                    .mistake("dedupe can't last longer than retention, " + retentionDays + "d");
        });
        return sources;
    }

    private static Map<String, Service> checkFallbacks(Place place, Map<String, Service> services) {
        place.entries(0, Integer.MAX_VALUE).forEach((name, value) -> {
            var service = services.get(name);
            if (service == null || !value.isMapping()) return;
            var at = value.entries(0, Integer.MAX_VALUE).getOrDefault("fallback", value);
            for (var fallback : service.fallback())
                if (fallback instanceof Fallback.Other other && !services.containsKey(other.service()))
                    at.mistake("there is no service of this name"
                            + Nearest.hint(other.service(), List.copyOf(services.keySet())));
        });
        return services;
    }

    private static String version(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
