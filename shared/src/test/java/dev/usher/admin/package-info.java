/** Tests of the operators' API. */
@NullMarked
package dev.usher.admin;

import org.jspecify.annotations.NullMarked;
