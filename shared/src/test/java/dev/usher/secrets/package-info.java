/** Tests of the secret stores. */
@NullMarked
package dev.usher.secrets;

import org.jspecify.annotations.NullMarked;
