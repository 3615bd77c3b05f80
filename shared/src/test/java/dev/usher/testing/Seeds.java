package dev.usher.testing;

import java.util.Random;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A property test: runs the body with many seeded generators and names the seed that broke it. {@code -Dseed=}
 * replays one.
 */
public final class Seeds {
    private Seeds() {}

    public static void forEach(int runs, Consumer<RandomGenerator> property) {
        var only = Long.getLong("seed");
        if (only != null) {
            property.accept(new Random(only));
            return;
        }
        for (long seed = 0; seed < runs; seed++) {
            try {
                property.accept(new Random(seed));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("fails with -Dseed=" + seed, failure);
            }
        }
    }

    /** Text of 0 to {@code maxChars} code points: mostly ASCII, some from all over Unicode, never a lone surrogate. */
    public static String text(RandomGenerator random, int maxChars) {
        var text = new StringBuilder();
        for (int left = random.nextInt(maxChars + 1); left > 0; left--) {
            int point = random.nextInt(4) > 0 ? random.nextInt(0x80) : random.nextInt(0x110000);
            text.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? 'x' : point);
        }
        return text.toString();
    }

    /** Letters and digits, {@code chars} of them. */
    public static String word(RandomGenerator random, int chars) {
        var alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        var word = new StringBuilder();
        for (int i = 0; i < chars; i++) word.append(alphabet.charAt(random.nextInt(alphabet.length())));
        return word.toString();
    }

    public static byte[] bytes(RandomGenerator random, int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /**
     * The text with one character replaced by another printable one; not merely by the same letter in the other case.
     */
    public static String mutated(RandomGenerator random, String text) {
        int at = random.nextInt(text.length());
        char replacement;
        do {
            replacement = (char) (' ' + random.nextInt(95));
        } while (Character.toLowerCase(replacement) == Character.toLowerCase(text.charAt(at)));
        return text.substring(0, at) + replacement + text.substring(at + 1);
    }
}
