/** Tests of the configuration. */
@NullMarked
package dev.usher.config;

import org.jspecify.annotations.NullMarked;
