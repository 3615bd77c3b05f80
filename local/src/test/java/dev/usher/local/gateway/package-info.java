@NullMarked
package dev.usher.local.gateway;

import org.jspecify.annotations.NullMarked;
