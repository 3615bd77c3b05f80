package dev.usher.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.LimitPolicy;
import dev.usher.config.Window;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WindowsTest {
    private static final long T0 = 1_800_000_000_000L;

    static LimitPolicy policy(int queue, Window... windows) {
        return new LimitPolicy(List.of(windows), queue, Duration.ZERO);
    }

    static Window per(long limit, Duration length) {
        return new Window("window", limit, length);
    }

    @Test
    void admitsExactlyTheLimitAtOnce() {
        var policy = policy(0, per(50, Duration.ofMinutes(1)), per(1000, Duration.ofHours(1)));
        var state = Windows.UNUSED;
        int admitted = 0;
        for (int i = 0; i < 200; i++) {
            var decided = state.admit(policy, T0, false);
            state = decided.after();
            if (decided.admission() instanceof Admission.Admitted) admitted++;
        }
        assertThat(admitted).isEqualTo(50);
    }

    @Test
    void aRefusalChangesNothing() {
        var policy = policy(0, per(1, Duration.ofMinutes(1)), per(100, Duration.ofHours(1)));
        var full = Windows.UNUSED.admit(policy, T0, false).after();

        var refused = full.admit(policy, T0 + 5, false);

        assertThat(refused.admission()).isInstanceOf(Admission.Refused.class);
        assertThat(refused.after()).isEqualTo(full);
    }

    @Test
    void isAdmittedExactlyAtTheTimeItWasToldAndNotAMillisecondBefore() {
        var random = new Random(20261121);
        int checked = 0;
        while (checked < 50_000) {
            var policy = policy(
                    0,
                    per(1 + random.nextInt(40), Duration.ofSeconds(10)),
                    per(1 + random.nextInt(90), Duration.ofSeconds(60)));
            var state = Windows.UNUSED;
            long now = T0 + random.nextInt(60_000);
            for (int i = 0; i < 150; i++) {
                var decided = state.admit(policy, now, false);
                if (decided.admission() instanceof Admission.Refused(var wait, var fallback)) {
                    checked++;
                    long at = now + wait.toMillis();
                    assertThat(state.admit(policy, at, false).admission()).isInstanceOf(Admission.Admitted.class);
                    assertThat(state.admit(policy, at - 1, false).admission()).isInstanceOf(Admission.Refused.class);
                }
                state = decided.after();
                now += random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(50);
            }
        }
    }

    @Test
    void reservedSlotsAreTheFirstThatFitAndNeverPassTheBoundOfTheWindow() {
        var policy = policy(10_000, per(5, Duration.ofSeconds(1)), per(50, Duration.ofMinutes(1)));
        var state = Windows.UNUSED;
        var slots = new ArrayList<Long>();
        for (int i = 0; i < 500; i++) {
            var decided = state.admit(policy, T0, false);
            state = decided.after();
            slots.add(T0 + delay(decided.admission()));
        }
        assertThat(slots).isSorted();
        // A sliding counter passes at most N(1 + d) in a stretch of d windows, so 2N in one whole window.
        assertThat(most(slots, 60_000)).isLessThanOrEqualTo(100);
        assertThat(slots.getLast() - T0).isBetween(500 / 50 * 60_000L - 90_000, 500 / 50 * 60_000L + 60_000);
    }

    @Test
    void whoComesWhileOthersWaitQueuesBehindThem() {
        var policy = policy(100, per(1, Duration.ofSeconds(10)));
        var state = Windows.UNUSED.admit(policy, T0, false).after();
        var second = state.admit(policy, T0 + 1, false);
        var third = second.after().admit(policy, T0 + 2, false);

        assertThat(position(second.admission())).isEqualTo(1);
        assertThat(position(third.admission())).isEqualTo(2);
        assertThat(T0 + 2 + delay(third.admission())).isGreaterThan(T0 + 1 + delay(second.admission()));
    }

    private static long most(List<Long> times, long length) {
        var inside = new ArrayDeque<Long>();
        long most = 0;
        for (var time : times) {
            inside.add(time);
            while (inside.getFirst() <= time - length) inside.removeFirst();
            most = Math.max(most, inside.size());
        }
        return most;
    }

    private static long delay(Admission admission) {
        return switch (admission) {
            case Admission.Admitted admitted -> 0;
            case Admission.Queued queued -> queued.delay().toMillis();
            case Admission.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static long position(Admission admission) {
        return ((Admission.Queued) admission).position();
    }
}
