@NullMarked
package dev.usher.handshake;

import org.jspecify.annotations.NullMarked;
