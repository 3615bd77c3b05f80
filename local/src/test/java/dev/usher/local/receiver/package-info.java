@NullMarked
package dev.usher.local.receiver;

import org.jspecify.annotations.NullMarked;
