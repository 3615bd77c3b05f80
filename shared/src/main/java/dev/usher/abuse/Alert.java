package dev.usher.abuse;

import java.time.Instant;

/**
 * Somebody looks like an abuser.
 *
 * @param id stands for what was found of whom in which slice; also in the log, which says neither
 * @param whom the party's text, or the address
 * @param why with figures, for operators
 * @param level of the penalty that followed, 1 or more; 0 for none
 */
public record Alert(String id, Instant at, String policy, Pattern pattern, String whom, String why, int level) {
    Alert level(int imposed) {
        return new Alert(id, at, policy, pattern, whom, why, imposed);
    }
}
