package dev.usher.admin;

import dev.usher.message.StoreUnavailable;
import dev.usher.telemetry.JsonLog;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes failed logins to the audit log, {@value #A_MINUTE} of a minute at most: their ids are the same in every
 * environment, so a flood replaces entries instead of filling the table, and each environment stops writing after that many.
 */
final class FailedLogins {
    static final int A_MINUTE = 10;

    private final Audit audit;
    private final JsonLog log;
    private Instant minute = Instant.EPOCH;
    private int count;

    FailedLogins(Audit audit, JsonLog log) {
        this.audit = audit;
        this.log = log;
    }

    /**
     * Writes one down.
     *
     * @param actor whoever it was; {@code -} when that is not known
     * @param outcome the status of the answer
     */
    void note(String actor, String outcome, String address, Instant now) {
        var of = now.truncatedTo(ChronoUnit.MINUTES);
        int number = next(of);
        if (number > A_MINUTE) return;
        try {
            audit.add(new AuditEntry("login." + number, of, actor, "login", "", outcome, "", address));
        } catch (StoreUnavailable outage) {
            log.error("a failed login was not audited", outage);
        }
    }

    private synchronized int next(Instant of) {
        if (!of.equals(minute)) {
            minute = of;
            count = 0;
        }
        return ++count;
    }
}
