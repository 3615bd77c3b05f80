/** Tests of what third parties say: forms of waits, fields, real answers of providers, and garbage. */
@NullMarked
package dev.usher.signal;

import org.jspecify.annotations.NullMarked;
