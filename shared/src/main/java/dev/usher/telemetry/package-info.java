/**
 * What leaves the machine for people to read: one JSON object a line on standard output, and metrics among them.
 *
 * <p>Start with {@link dev.usher.telemetry.JsonLog}.
 */
@NullMarked
package dev.usher.telemetry;

import org.jspecify.annotations.NullMarked;
