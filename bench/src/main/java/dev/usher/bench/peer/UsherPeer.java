package dev.usher.bench.peer;

import dev.usher.config.LimitPolicy;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.LocalLimiter;
import dev.usher.redis.RedisLimiter;
import dev.usher.redis.RedisLink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Usher's own. How long it waits for Redis is not its user's to choose, so it takes no timeout. */
final class UsherPeer implements Peer {
    private final RedisLink link;
    private final RedisLimiter limiter;
    private final LimitPolicy policy;

    UsherPeer(Setup setup) {
        link = RedisLink.to(setup.redis().toString());
        limiter = new RedisLimiter(link, new LocalLimiter(InstantSource.system(), true), setup.clockMs());
        policy = policy(setup.rules());
    }

    @Override
    public Answer ask(String subject) {
        return answer(limiter.admit(subject, policy));
    }

    @Override
    public long left(String subject, Rule rule) {
        var alone = policy(List.of(rule));
        for (long left = 0; ; left++) {
            switch (answer(limiter.admit(subject, alone)).kind()) {
                case ADMITTED -> {}
                case DENIED -> {
                    return left;
                }
                case FALLBACK -> throw new IllegalStateException("Redis did not answer in time");
            }
        }
    }

    @Override
    public void close() {
        link.close();
    }

    private static LimitPolicy policy(List<Rule> rules) {
        var windows = rules.stream()
                .map(rule -> new Window(rule.length().toString(), rule.limit(), rule.length()))
                .toList();
        return new LimitPolicy(windows, 0, Duration.ZERO);
    }

    private static Answer answer(Admission admission) {
        return switch (admission) {
            case Admission.Admitted(var remaining, var fallback) -> fallback ? Answer.FALLBACK : Answer.ADMITTED;
            case Admission.Refused(var retryAfter, var fallback) ->
                fallback ? Answer.FALLBACK : Answer.deniedFor(retryAfter);
            case Admission.Queued queued -> throw new IllegalStateException("queued without a queue: " + queued);
        };
    }
}
