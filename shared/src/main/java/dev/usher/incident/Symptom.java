package dev.usher.incident;

import java.time.Instant;

/**
 * One thing that is wrong with somebody, or is well again. Symptoms of one subject belong to one incident.
 *
 * @param subject with whom: {@code service:NAME}, {@code destination:NAME}, {@code source:NAME}, {@code limit:POLICY}, or a part
 *     of Usher, {@code usher:PART}
 * @param kind what: {@code down}, {@code degraded}, {@code breaker-open}, {@code backlog}, {@code abuse}, ...; one word of
 *     letters and hyphens
 * @param present whether it is so now; false when it is over
 * @param detail for an operator, one line, without secrets or personal data; empty when the kind says it all
 * @param at since when
 */
public record Symptom(String subject, String kind, boolean present, String detail, Instant at) {}
