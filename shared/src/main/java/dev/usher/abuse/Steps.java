package dev.usher.abuse;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one party did since the environment last wrote. Bounded; not thread-safe. */
final class Steps {
    /** Operations remembered; more than that in a few seconds are as suspicious as that. */
    private static final int MOST_OPERATIONS = 64;

    /** Digits of a number at the end of an operation that are read; longer ones are no counters. */
    private static final int MOST_DIGITS = 15;

    private final Map<Integer, Long> calls = new HashMap<>();
    private final Set<String> operations = new HashSet<>();
    private Trail.@Nullable Range range;
    private long denied;

    /** @return denials so far */
    long add(int part, String operation, boolean admitted) {
        calls.merge(part, 1L, Long::sum);
        if (!admitted) denied++;
        if (!operation.isEmpty()) follow(operation);
        return denied;
    }

    private void follow(String operation) {
        if (operations.size() < MOST_OPERATIONS) operations.add(operation);
        int start = operation.length();
        while (start > 0 && isDigit(operation.charAt(start - 1))) start--;
        int length = operation.length() - start;
        if (length == 0 || length > MOST_DIGITS) return;
        long number = Long.parseLong(operation.substring(start));
        range = range == null ? new Trail.Range(number, number) : range.with(number);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    Trails.Step step() {
        return new Trails.Step(calls, operations, range, denied);
    }

    /** How much there is to look at. */
    long weight() {
        return calls.values().stream().mapToLong(Long::longValue).sum() + 2 * denied + 2L * operations.size();
    }
}
