/**
 * Lists of what is in the log, newest first, filtered and in pages.
 *
 * <p>Start with {@link dev.usher.search.Search} and {@link dev.usher.search.Criteria}.
 */
@NullMarked
package dev.usher.search;

import org.jspecify.annotations.NullMarked;
