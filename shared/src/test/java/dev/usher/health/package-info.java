@NullMarked
package dev.usher.health;

import org.jspecify.annotations.NullMarked;
