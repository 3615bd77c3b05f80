/**
 * What one deployment guards, as typed records read from {@code usher.yaml} and the environment.
 *
 * <p>Start with {@link dev.usher.config.UsherConfig}; {@link dev.usher.config.ConfigReader} builds it and lists every mistake.
 */
@NullMarked
package dev.usher.config;

import org.jspecify.annotations.NullMarked;
