@NullMarked
package dev.usher.localstack;

import org.jspecify.annotations.NullMarked;
