package dev.usher.admin;

import dev.usher.message.EventId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One act of an operator, or one that was refused.
 *
 * @param id tells entries of one moment apart
 * @param actor the operator's name; {@code -} when nobody was logged in
 * @param action what was asked, such as {@code replay} or {@code login}
 * @param subject what it was about: the id or name in the path; empty when none
 * @param outcome {@code begun} until it is answered, then the status of the answer
 * @param detail the query and body as asked, at most 2 KiB; empty when none
 * @param address where the request came from; empty when unknown
 */
public record AuditEntry(
        String id,
        Instant at,
        String actor,
        String action,
        String subject,
        String outcome,
        String detail,
        String address) {
    public AuditEntry ended(String with) {
        return new AuditEntry(id, at, actor, action, subject, with, detail, address);
    }

    /** The event it is about, itself or by one of its deliveries; null when it is about something else. */
    public @Nullable EventId event() {
        int end = subject.indexOf('.');
        var text = end < 0 ? subject : subject.substring(0, end);
        return EventId.isValid(text) ? new EventId(text) : null;
    }
}
