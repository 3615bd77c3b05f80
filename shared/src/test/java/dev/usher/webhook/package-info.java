@NullMarked
package dev.usher.webhook;

import org.jspecify.annotations.NullMarked;
