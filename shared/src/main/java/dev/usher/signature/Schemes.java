package dev.usher.signature;

/** Every scheme by name. */
public final class Schemes {
    private Schemes() {}
}
