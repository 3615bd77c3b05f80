package dev.usher.local.template;

/** The HTTP API's default route throttling: requests a second and at once; 0 means unlimited. */
public record Throttle(int ratePerSecond, int burst) {}
