package dev.usher.health;

import java.time.Instant;

/**
 * How long a queue was.
 *
 * @param name {@code high}, {@code dead-letters}, ...
 * @param waiting messages that could be received, approximately, as SQS tells
 * @param inFlight received, and neither deleted nor given back
 * @param delayed not to be received yet
 * @param at when it was looked at
 * @param emptyAt when it was last seen with nobody waiting; when it was first looked at, if never. So nobody has waited for longer than
 *     since then, whatever the order in which messages are received
 */
public record QueueDepth(String name, long waiting, long inFlight, long delayed, Instant at, Instant emptyAt) {}
