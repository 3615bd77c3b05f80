package dev.usher.routing;

/** Checks transforms before anything is reshaped by them. */
public final class Transforms {
    private Transforms() {}

    /** @throws IllegalArgumentException saying what is wrong with the expression and at which character, counted from 1 */
    public static void check(String jsonata) {
        Transform.compile(jsonata);
    }
}
