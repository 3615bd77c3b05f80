package dev.usher.config;

import dev.usher.calendar.Calendar;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this deployment guards: the whole of {@code usher.yaml}, checked.
 *
 * @param version the first 16 hex digits of the SHA-256 of the text it was read from, stored with every delivery
 * @param sources by name
 * @param limits policies by name, for what calls out and for whoever asks {@code POST /limits/NAME/check}
 * @param abuse of any of the limits
 * @param routes in the order written; the first route that sends an event to a destination decides how it is reshaped
 * @param destinations by name
 * @param services by name
 * @param health when a service is taken to be down
 * @param operators who may use the admin API with a token
 * @param sso who may use it with a JWT
 * @param egressAllow address ranges (CIDR) that deliveries may reach although they are private; empty in production
 * @param retentionDays how long events and deliveries are kept
 * @param regions that count together
 * @param alerts who is told of incidents
 * @param unconfigured names of destinations whose address is empty: nothing goes there
 */
public record UsherConfig(
        String version,
        Map<String, Source> sources,
        Map<String, LimitPolicy> limits,
        Calendar calendar,
        AbusePolicy abuse,
        List<Route> routes,
        Map<String, Destination> destinations,
        Map<String, Service> services,
        HealthPolicy health,
        List<Operator> operators,
        Sso sso,
        List<String> egressAllow,
        int retentionDays,
        Regions regions,
        AlertPolicy alerts,
        List<String> unconfigured) {
    public UsherConfig {
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
        limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
        routes = List.copyOf(routes);
        destinations = Collections.unmodifiableMap(new LinkedHashMap<>(destinations));
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        operators = List.copyOf(operators);
        egressAllow = List.copyOf(egressAllow);
        unconfigured = List.copyOf(unconfigured);
    }

    /** One that tells nobody of incidents, and judges health as usual. */
    public UsherConfig(
            String version,
            Map<String, Source> sources,
            Map<String, LimitPolicy> limits,
            Calendar calendar,
            AbusePolicy abuse,
            List<Route> routes,
            Map<String, Destination> destinations,
            Map<String, Service> services,
            List<Operator> operators,
            Sso sso,
            List<String> egressAllow,
            int retentionDays,
            Regions regions) {
        this(
                version,
                sources,
                limits,
                calendar,
                abuse,
                routes,
                destinations,
                services,
                HealthPolicy.USUAL,
                operators,
                sso,
                egressAllow,
                retentionDays,
                regions,
                AlertPolicy.USUAL,
                List.of());
    }

    /** Where a delivery may end, by its name: one of the destinations, or a service; null when there is none. */
    public @Nullable Destination destination(String name) {
        var configured = destinations.get(name);
        if (configured != null || !name.startsWith(Destination.GATEWAY)) return configured;
        var service = services.get(name.substring(Destination.GATEWAY.length()));
        return service == null ? null : Destination.of(service);
    }

    /** Wherever a delivery may end: the destinations, then the services. */
    public List<Destination> everyDestination() {
        return Stream.concat(
                        destinations.values().stream(),
                        services.values().stream().map(Destination::of))
                .toList();
    }

    /** The policies that regions share: of sources, and of whatever else is limited. */
    public List<LimitPolicy> shared() {
        return Stream.concat(sources.values().stream().map(Source::limit), limits.values().stream())
                .filter(policy -> policy != null && policy.consistency() != LimitPolicy.Consistency.REGIONAL)
                .toList();
    }

    /** Every policy by its name: those under {@code limits}, and {@code source:NAME} for the limit of each source that has one. */
    public Map<String, LimitPolicy> policies() {
        var policies = new LinkedHashMap<>(limits);
        for (var source : sources.values()) {
            var limit = source.limit();
            if (limit != null) policies.put(limit.name(), limit);
        }
        return policies;
    }
}
