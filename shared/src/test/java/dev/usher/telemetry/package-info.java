@NullMarked
package dev.usher.telemetry;

import org.jspecify.annotations.NullMarked;
