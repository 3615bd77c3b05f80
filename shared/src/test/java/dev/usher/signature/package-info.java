@NullMarked
package dev.usher.signature;

import org.jspecify.annotations.NullMarked;
