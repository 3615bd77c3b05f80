/**
 * The operators' API: who may ask what, and the answers.
 *
 * <p>Start with {@link dev.usher.admin.AdminApi}; its {@link dev.usher.admin.Routes} are the table of everything.
 */
@NullMarked
package dev.usher.admin;

import org.jspecify.annotations.NullMarked;
