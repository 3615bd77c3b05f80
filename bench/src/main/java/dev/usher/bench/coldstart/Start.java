package dev.usher.bench.coldstart;

import java.util.List;

/**
 * One start, in milliseconds.
 *
 * @param init until the runtime asked for the first event
 * @param first from there to the answer to it
 * @param second from there to the answer to the second event
 * @param cpu processor time of the JVM when it had given the first answer, which does not depend on who else uses the machine; the
 *     system counts it in steps of 10 ms
 * @param answers what was answered
 */
record Start(double init, double first, double second, double cpu, List<String> answers) {
    /** From the start of the JVM to the answer to the first event. */
    double firstAnswer() {
        return init + first;
    }
}
