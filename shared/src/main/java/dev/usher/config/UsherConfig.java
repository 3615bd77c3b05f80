package dev.usher.config;

import java.util.List;
import java.util.Map;

/**
 * What this deployment guards: the whole of {@code usher.yaml}, checked.
 *
 * @param version digest of the text it was read from, stored with every delivery
 * @param sources by name
 * @param routes in the order written; the first route that sends an event to a destination decides how it is reshaped
 * @param destinations by name
 * @param egressAllow address ranges (CIDR) that deliveries may reach although they are private; empty in production
 * @param retentionDays how long events and deliveries are kept
 */
public record UsherConfig(
        String version,
        Map<String, Source> sources,
        List<Route> routes,
        Map<String, Destination> destinations,
        List<Operator> operators,
        List<String> egressAllow,
        int retentionDays) {}
