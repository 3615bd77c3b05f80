/** Rules about the repository itself: what its documents say is so, and its files are as agreed. */
@NullMarked
package dev.usher.tidy;

import org.jspecify.annotations.NullMarked;
