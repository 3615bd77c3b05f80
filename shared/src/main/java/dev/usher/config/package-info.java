/**
 * What one deployment guards, as typed records read from {@code usher.yaml} and the environment.
 *
 * <p>Start with {@link dev.usher.config.UsherConfig}; {@link dev.usher.config.ConfigReader} builds it and
 * lists every mistake, {@link dev.usher.config.ConfigFile} finds the text. Secrets are references until a
 * {@link dev.usher.config.SecretSource} is asked.
 */
@NullMarked
package dev.usher.config;

import org.jspecify.annotations.NullMarked;
