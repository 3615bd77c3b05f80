/**
 * Schedules: rates and cron expressions, and the events that they send.
 *
 * <p>Start with {@link dev.usher.local.schedule.Schedules}.
 */
@NullMarked
package dev.usher.local.schedule;

import org.jspecify.annotations.NullMarked;
