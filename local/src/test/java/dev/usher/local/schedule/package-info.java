@NullMarked
package dev.usher.local.schedule;

import org.jspecify.annotations.NullMarked;
