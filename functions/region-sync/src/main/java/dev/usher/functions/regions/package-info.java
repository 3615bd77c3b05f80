/**
 * The Lambda function that carries counts to the other regions; start with
 * {@link dev.usher.functions.regions.RegionSyncFunction}.
 */
@NullMarked
package dev.usher.functions.regions;

import org.jspecify.annotations.NullMarked;
