@NullMarked
package dev.usher.bench.limits;

import org.jspecify.annotations.NullMarked;
