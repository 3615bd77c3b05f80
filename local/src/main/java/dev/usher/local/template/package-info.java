/**
 * The SAM template, read strictly: what it declares, with everything resolved, or the line that is not understood.
 *
 * <p>Start with {@link dev.usher.local.template.Deployment}.
 */
@NullMarked
package dev.usher.local.template;

import org.jspecify.annotations.NullMarked;
