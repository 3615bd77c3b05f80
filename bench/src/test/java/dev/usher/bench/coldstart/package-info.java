@NullMarked
package dev.usher.bench.coldstart;

import org.jspecify.annotations.NullMarked;
