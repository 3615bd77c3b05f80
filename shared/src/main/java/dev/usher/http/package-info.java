/**
 * HTTP as plain values: exact bodies, header names in lower case, problem documents. No dependencies.
 *
 * <p>Start with {@link dev.usher.http.Request} and {@link dev.usher.http.Response}.
 */
@NullMarked
package dev.usher.http;

import org.jspecify.annotations.NullMarked;
