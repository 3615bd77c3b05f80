package dev.usher.admin;

import dev.usher.config.SecretSource;
import dev.usher.config.UsherConfig;
import dev.usher.delivery.Agenda;
import dev.usher.delivery.Board;
import dev.usher.message.DeliveryStore;
import dev.usher.message.EventStore;
import dev.usher.replay.ReplayDelivery;
import dev.usher.replay.Replays;
import dev.usher.replay.Slices;
import dev.usher.search.Search;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What the operators' API works with.
 *
 * @param secrets holds the hashes of the operators' tokens
 * @param log for faults
 */
public record AdminParts(
        UsherConfig config,
        SecretSource secrets,
        Stores stores,
        Deliveries deliveries,
        JsonLog log,
        InstantSource clock) {
    /** What is read and written. */
    public record Stores(EventStore events, DeliveryStore deliveries, Search search, Replays replays, Audit audit) {}

    /** What acts on deliveries. */
    public record Deliveries(Board board, Agenda agenda, ReplayDelivery replay, Slices slices) {}

    Duration retention() {
        return Duration.ofDays(config.retentionDays());
    }
}
