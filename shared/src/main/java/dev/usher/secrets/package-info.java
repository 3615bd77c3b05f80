/**
 * Fetches secrets from the environment, Systems Manager and Secrets Manager, and remembers them for a minute.
 *
 * <p>Start with {@link dev.usher.secrets.Secrets}, which puts the parts together.
 */
@NullMarked
package dev.usher.secrets;

import org.jspecify.annotations.NullMarked;
