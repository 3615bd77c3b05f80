package dev.usher.bench.peer;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.LocalLimiter;
import dev.usher.redis.RedisLimiter;
import dev.usher.redis.RedisLink;
import java.time.InstantSource;
import java.util.List;

/** Usher's own. How long it waits for Redis is not its user's to choose, so it takes no timeout. */
final class UsherPeer implements Peer {
    private final RedisLink link;
    private final RedisLimiter limiter;
    private final LimitPolicy policy;

    UsherPeer(Setup setup) {
        link = RedisLink.to(setup.redis().toString());
        var clock = InstantSource.system();
        var fallback = new LocalLimiter(clock, Calendar.PLAIN, true);
        var scriptClockMs = setup.clockMs();
        limiter = scriptClockMs == null
                ? new RedisLimiter(link, fallback, Calendar.PLAIN)
                : new RedisLimiter(link, fallback, Calendar.PLAIN, clock, scriptClockMs);
        policy = policy(setup.rules());
    }

    @Override
    public Answer ask(String subject) {
        return answer(limiter.check(Ask.of(policy, subject)));
    }

    @Override
    public long left(String subject, Rule rule) {
        var now = limiter.peek(Ask.of(policy, subject));
        if (now.fallback()) throw new IllegalStateException("Redis did not answer in time");
        return now.readings().stream()
                .filter(reading -> reading.length().equals(rule.length()))
                .findFirst()
                .orElseThrow()
                .remaining();
    }

    @Override
    public void close() {
        link.close();
    }

    private static LimitPolicy policy(List<Rule> rules) {
        var windows = rules.stream()
                .map(rule -> new Window(rule.length().toString(), rule.limit(), rule.length()))
                .toList();
        return LimitPolicy.of("bench", Mode.SMOOTH, windows);
    }

    private static Answer answer(Admission admission) {
        if (admission.fallback()) return Answer.FALLBACK;
        return switch (admission) {
            case Admission.Admitted admitted -> Answer.ADMITTED;
            case Admission.Refused refused -> Answer.deniedFor(refused.retryAfter());
            case Admission.Shadowed shadowed -> throw new IllegalStateException("no shadow was asked for: " + shadowed);
            case Admission.Queued queued -> throw new IllegalStateException("queued without a queue: " + queued);
            case Admission.Impossible impossible -> throw new IllegalStateException("no wait helps: " + impossible);
        };
    }
}
