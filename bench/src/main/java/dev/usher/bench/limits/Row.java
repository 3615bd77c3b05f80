package dev.usher.bench.limits;

import dev.usher.bench.peer.Library;
import java.util.Map;

/**
 * A row of the table.
 *
 * @param cells what each library reached; absent where there is nothing to say
 * @param goal what Usher is to reach, and whether it did; empty where nothing is asked for
 */
record Row(String title, Map<Library, String> cells, String goal) {
    Row {
        cells = Map.copyOf(cells);
    }

    /** For {@link #goal}. */
    static String goal(String text, boolean met) {
        return text + (met ? ": met" : ": missed");
    }
}
