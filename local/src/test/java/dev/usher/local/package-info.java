@NullMarked
package dev.usher.local;

import org.jspecify.annotations.NullMarked;
