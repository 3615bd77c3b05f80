@NullMarked
package dev.usher.sqs;

import org.jspecify.annotations.NullMarked;
