@NullMarked
package dev.usher.redis;

import org.jspecify.annotations.NullMarked;
