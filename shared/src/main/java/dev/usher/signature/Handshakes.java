package dev.usher.signature;

/** Every handshake by name. */
public final class Handshakes {
    private Handshakes() {}

    public static Handshake of(String name) {
        throw new IllegalArgumentException("no such handshake: " + name);
    }
}
