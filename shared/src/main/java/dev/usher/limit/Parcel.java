package dev.usher.limit;

/**
 * What one region sends to another about one scope.
 *
 * @param key of the scope
 * @param want the part of its limits, in millionths, that the sender would borrow; 1 asks only to keep what it has borrowed,
 *     0 asks for nothing
 */
public record Parcel(String key, long want, Block block) {}
