package dev.usher.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The known word that a misspelt one was most likely meant to be. */
final class Nearest {
    private Nearest() {}

    /** {@code "; did you mean x?"}, or nothing when no word is near. */
    static String hint(String word, Collection<String> known) {
        int reach = Math.max(1, Math.min(word.length(), 12) / 3);
        return known.stream()
                .filter(candidate -> Math.abs(candidate.length() - word.length()) <= reach)
                .map(candidate -> new Candidate(candidate, distance(word, candidate)))
                .filter(candidate -> candidate.distance <= reach)
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::word))
                .map(candidate -> "; did you mean " + candidate.word + "?")
                .orElse("");
    }

    private record Candidate(String word, int distance) {}

    /** Edits (insert, delete, replace, swap of neighbours) between two words, case aside: optimal string alignment. */
    static int distance(String left, String right) {
        var a = left.toLowerCase(Locale.ROOT);
        var b = right.toLowerCase(Locale.ROOT);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) edits[i][0] = i;
        for (int j = 0; j <= b.length(); j++) edits[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, edits[i - 2][j - 2] + 1);
                }
                edits[i][j] = best;
            }
        }
        return edits[a.length()][b.length()];
    }
}
