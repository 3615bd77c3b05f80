package dev.usher.breaker;

import dev.usher.config.BreakerPolicy;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * One breaker of one environment, run by resilience4j. A window of as many calls as may fail, all of which must, is a number of
 * failures in a row; a second instance measures the rate. What one configuration can't say, that any failed probe opens it
 * again and only several good ones close it, is said with probes of one call each.
 */
final class LocalBreaker {
    /** While a probe is on its way there is no use in asking again sooner. */
    private static final Duration PROBING = Duration.ofSeconds(1);

    /** resilience4j lets calls pass after the time that it is told, and not at it; in ms. */
    private static final long BEFORE = 1;

    private final BreakerPolicy policy;
    private final InstantSource clock;
    private final CircuitBreaker machine;
    private final CircuitBreaker rate;
    private int opens;
    private int successes;
    private long untilMs;
    private long adopted;

    /** As a generation is: what comes of a call that was begun in an earlier turn changes nothing any more. */
    private long turn;

    LocalBreaker(String name, BreakerPolicy policy, InstantSource clock) {
        this.policy = policy;
        this.clock = clock;
        this.machine = CircuitBreaker.of(
                name,
                base(clock)
                        .slidingWindow(policy.failures(), policy.failures(), SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(100)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitIntervalFunctionInOpenState(attempt -> nextWait())
                        .build());
        this.rate = CircuitBreaker.of(
                name,
                base(clock)
                        .slidingWindow(
                                (int) policy.window().toSeconds(), policy.minimumCalls(), SlidingWindowType.TIME_BASED)
                        .failureRateThreshold(policy.ratePercent())
                        .build());
    }

    private static CircuitBreakerConfig.Builder base(InstantSource clock) {
        return CircuitBreakerConfig.custom()
                .clock(clock.withZone(ZoneOffset.UTC))
                .currentTimestampFunction(at -> TimeUnit.MILLISECONDS.toNanos(at.millis()), TimeUnit.NANOSECONDS);
    }

    private long nextWait() {
        long wait = policy.openFor(opens++).toMillis();
        turn++;
        untilMs = clock.millis() + wait;
        return wait - BEFORE;
    }

    /** @param last what was known of the shared one when it was last heard of */
    synchronized Passage ask(BreakerId id, View last) {
        adopt(last);
        if (machine.tryAcquirePermission()) {
            if (machine.getState() == State.HALF_OPEN) turn++;
            return new Passage.Permit(id, policy, last.generation(), Passage.Way.ALONE, turn);
        }
        var now = clock.instant();
        return new Passage.Refused(
                machine.getState() == State.OPEN ? now.plusMillis(untilMs - now.toEpochMilli()) : now.plus(PROBING));
    }

    /** Who knew that it was open does not begin by calling. */
    private void adopt(View last) {
        if (last.phase() == Phase.CLOSED || last.generation() == adopted) return;
        adopted = last.generation();
        opens = Math.max(1, opens);
        openUntil(Math.max(last.untilMs(), last.probeUntilMs()));
    }

    private void openUntil(long ms) {
        untilMs = ms;
        turn++;
        machine.transitionToOpenStateFor(Duration.ofMillis(ms - BEFORE - clock.millis()));
    }

    /** What came of a call that this one let pass in a turn. True when it opened for that. */
    synchronized boolean tell(long began, Result result) {
        return began == turn && tell(result);
    }

    private boolean tell(Result result) {
        boolean probe = machine.getState() == State.HALF_OPEN;
        switch (result) {
            case Result.Good good -> {
                machine.onSuccess(0, TimeUnit.NANOSECONDS);
                rate.onSuccess(0, TimeUnit.NANOSECONDS);
                if (probe) proven();
            }
            case Result.Bad bad -> {
                return failed(probe);
            }
            case Result.Mute mute -> machine.releasePermission();
        }
        return false;
    }

    private boolean failed(boolean probe) {
        boolean closed = machine.getState() == State.CLOSED;
        machine.onError(0, TimeUnit.NANOSECONDS, new Failed());
        rate.onError(0, TimeUnit.NANOSECONDS, new Failed());
        if (probe) successes = 0;
        if (rate.getState() == State.OPEN) {
            if (machine.getState() == State.CLOSED) machine.transitionToOpenState();
            rate.reset();
        }
        return closed && machine.getState() == State.OPEN;
    }

    private void proven() {
        successes++;
        if (successes < policy.successes()) openUntil(clock.millis());
        else close();
    }

    private void close() {
        successes = 0;
        opens = 0;
        turn++;
        machine.reset();
        rate.reset();
    }

    /** What came of a call that the shared breaker let pass; so that it knows how things are, should it be alone. */
    synchronized void hear(Result result) {
        boolean closed = machine.getState() == State.CLOSED;
        if (closed && !(result instanceof Result.Mute)) tell(result);
        else if (result instanceof Result.Good) close();
    }

    /** What resilience4j is told of a failure; it only looks that there is one. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed() {
            super("failed", null, false, false);
        }
    }
}
