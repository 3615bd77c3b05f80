@NullMarked
package dev.usher.abuse;

import org.jspecify.annotations.NullMarked;
