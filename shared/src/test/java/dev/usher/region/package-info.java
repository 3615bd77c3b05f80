@NullMarked
package dev.usher.region;

import org.jspecify.annotations.NullMarked;
