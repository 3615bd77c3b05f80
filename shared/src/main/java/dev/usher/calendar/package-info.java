/**
 * Which season it is, in the time zone of the business. Vocabulary: it depends on nothing.
 *
 * <p>Start with {@link dev.usher.calendar.Calendar}.
 */
@NullMarked
package dev.usher.calendar;

import org.jspecify.annotations.NullMarked;
