package dev.usher.admin;

import dev.usher.abuse.Recording;
import dev.usher.abuse.Watch;
import dev.usher.config.UsherConfig;
import java.time.InstantSource;

/** What the operators' view of limits works with. */
public record LimitParts(UsherConfig config, Watch watch, Recording recording, InstantSource clock) {}
