@NullMarked
package dev.usher.local.template;

import org.jspecify.annotations.NullMarked;
