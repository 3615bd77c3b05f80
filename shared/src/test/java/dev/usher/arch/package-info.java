/** The rules of docs/architecture.md as tests. */
@NullMarked
package dev.usher.arch;

import org.jspecify.annotations.NullMarked;
