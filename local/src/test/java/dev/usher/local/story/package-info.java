@NullMarked
package dev.usher.local.story;

import org.jspecify.annotations.NullMarked;
