package dev.usher.bench.limits;

import java.util.List;

/** Some rows of the table. It is asked for a round as often as the plan says, and then for the rows. */
interface Measure {
    /** Measures every library once, each from an empty Redis. */
    void round(Ground ground, int round) throws Exception;

    List<Row> rows();

    /** What a reader of the rows must know, such as checks that went wrong; empty when all was as it should be. */
    default List<String> notes() {
        return List.of();
    }
}
