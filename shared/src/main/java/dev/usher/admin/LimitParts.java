package dev.usher.admin;

import dev.usher.abuse.Alerts;
import dev.usher.abuse.Penalties;
import dev.usher.abuse.Recording;
import dev.usher.abuse.Watch;
import dev.usher.config.UsherConfig;
import java.time.InstantSource;

/** What the operators' view of limits works with. */
public record LimitParts(UsherConfig config, Watched watched, InstantSource clock) {
    /** What is known of who asked for what. */
    public record Watched(Watch watch, Recording recording, Alerts alerts, Penalties penalties) {}
}
