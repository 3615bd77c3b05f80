/**
 * Who uses limits up, and how: violators, patterns of abuse, what is done about them, and what another limit would have done.
 *
 * <p>Start with {@link dev.usher.abuse.Watch}; {@link dev.usher.abuse.Party} is whom everything here is about.
 */
@NullMarked
package dev.usher.abuse;

import org.jspecify.annotations.NullMarked;
