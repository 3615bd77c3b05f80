/**
 * What Lambda hands over and wants back, and the clients a function is built from.
 *
 * <p>Start with {@link dev.usher.lambda.HttpApi}, {@link dev.usher.lambda.SqsBatch} and {@link dev.usher.lambda.Deployment}.
 */
@NullMarked
package dev.usher.lambda;

import org.jspecify.annotations.NullMarked;
