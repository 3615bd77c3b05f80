@NullMarked
package dev.usher.local.mapping;

import org.jspecify.annotations.NullMarked;
