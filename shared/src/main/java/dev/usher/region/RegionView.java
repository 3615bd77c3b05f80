package dev.usher.region;

import dev.usher.config.LimitPolicy.Consistency;
import java.util.List;

/**
 * How the regions stand to each other, as one of them sees it.
 *
 * @param region who sees it so
 * @param part its part of every limit, in millionths
 */
public record RegionView(String region, long part, List<OfPolicy> policies, List<OfPeer> peers) {
    /**
     * @param silent the regions that were not heard of for 500 ms, or have not told everything yet: their part is kept for
     *     them while they are listed
     * @param passed units admitted above the policy's limits, by all regions together, since this region's memory began; the
     *     rises of the excess that it saw when it merged what others had counted
     */
    public record OfPolicy(String policy, Consistency consistency, List<String> silent, long passed) {}

    /**
     * How counts get from here to another region.
     *
     * @param part its part of every limit, in millionths
     * @param told it answers, and knows all that is known here
     * @param lag50Ms half of all counts were there within this, batching included
     * @param lag95Ms 95 of a hundred were
     * @param oneWayMs half of the fastest round trip, which no batching can save
     * @param samples messages that these figures are from, at most 4096
     * @param backlog scopes that it is still to be told of
     */
    public record OfPeer(
            String region,
            long part,
            boolean told,
            long lag50Ms,
            long lag95Ms,
            long oneWayMs,
            long samples,
            int backlog) {}

    public RegionView {
        policies = List.copyOf(policies);
        peers = List.copyOf(peers);
    }
}
