@NullMarked
package dev.usher.bench.gateway;

import org.jspecify.annotations.NullMarked;
