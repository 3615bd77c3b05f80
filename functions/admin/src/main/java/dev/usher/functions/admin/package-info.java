/**
 * The function behind {@code /admin}.
 *
 * <p>Start with {@link dev.usher.functions.admin.AdminFunction}.
 */
@NullMarked
package dev.usher.functions.admin;

import org.jspecify.annotations.NullMarked;
