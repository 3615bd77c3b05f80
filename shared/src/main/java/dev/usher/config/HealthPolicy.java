package dev.usher.config;

import java.util.List;

/**
 * When somebody is taken to be down, and to be well again.
 *
 * @param failures so many bad probes in a row are down; 1 to 20
 * @param successes so many good ones in a row are well again; 1 to 20
 * @param quorum so many observers must agree that somebody is down, or all if there are fewer; 1 to 10
 * @param calls of the last minutes, for live traffic to be an observer; 1 to 10000
 * @param maintenance windows that are known ahead
 */
public record HealthPolicy(int failures, int successes, int quorum, int calls, List<Maintenance> maintenance) {
    /** Three bad probes are a minute's trouble and more; one good one may be luck. A rate of fewer than ten calls says little. */
    public static final HealthPolicy USUAL = new HealthPolicy(3, 2, 2, 10, List.of());

    public HealthPolicy {
        maintenance = List.copyOf(maintenance);
    }
}
