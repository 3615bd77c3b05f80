@NullMarked
package dev.usher.http;

import org.jspecify.annotations.NullMarked;
