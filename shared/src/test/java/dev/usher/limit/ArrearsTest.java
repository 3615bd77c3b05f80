package dev.usher.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ArrearsTest {
    private static final long T0 = 1_800_000_000_000L;

    private final Arrears arrears = new Arrears();

    private static Charge charge(String policy, String subject, long units, long atMs) {
        var windows = List.of(new Window("minute", 10, Duration.ofMinutes(1)));
        var scope = new Scope("subject", subject, false, windows, List.of(0L));
        return new Charge(
                LimitPolicy.of(policy, Mode.SMOOTH, windows),
                Charge.newId(),
                List.of(scope),
                units,
                Instant.ofEpochMilli(atMs),
                true);
    }

    private Arrears.Batch next(long nowMs) {
        return Objects.requireNonNull(arrears.next(nowMs));
    }

    @Test
    void addsUpByScopeAndWindow() {
        arrears.owe(charge("p", "a", 2, T0));
        arrears.owe(charge("p", "a", 3, T0 + 60_000));
        arrears.owe(charge("p", "b", 1, T0));
        var batch = next(T0 + 61_000);
        assertThat(batch.debts()).extracting(Arrears.Debt::units).containsExactly(5L, 1L);
        assertThat(batch.debts().getFirst().usage().cells()).containsExactly(new Cells.Smooth(60_000, 3, 2));
        arrears.confirmed(batch);
        assertThat(arrears.isEmpty()).isTrue();
    }

    @Test
    void tellsAgainWithTheSameIdAndContentUntilItIsConfirmed() {
        arrears.owe(charge("p", "a", 2, T0));
        var batch = next(T0);
        arrears.owe(charge("p", "a", 7, T0));
        assertThat(arrears.next(T0)).as("one at a time").isNull();
        arrears.unconfirmed(batch, T0);
        assertThat(arrears.next(T0)).as("not at once").isNull();
        assertThat(arrears.next(T0 + 250)).isEqualTo(batch);
        arrears.confirmed(batch);
        var next = next(T0 + 250);
        assertThat(next.id()).isNotEqualTo(batch.id());
        assertThat(next.debts().getFirst().units()).isEqualTo(7);
    }

    @Test
    void anUnreachablePolicyHoldsUpNoOther() {
        arrears.owe(charge("lost", "a", 1, T0));
        arrears.owe(charge("there", "a", 1, T0));
        var lost = next(T0);
        arrears.unconfirmed(lost, T0);
        arrears.owe(charge("lost", "b", 1, T0));
        assertThat(next(T0).policy().name()).isEqualTo("there");
    }

    @Test
    void givesUpWhatTheStoreMayHaveForgotten() {
        arrears.owe(charge("p", "a", 1, T0));
        arrears.unconfirmed(next(T0), T0);
        assertThat(arrears.next(T0 + Arrears.TRIED_FOR.toMillis() + 1)).isNull();
        assertThat(arrears.isEmpty()).isTrue();
    }

    @Test
    void remembersABoundedNumberOfScopesAndTellsThemInParts() {
        for (int i = 0; i < Arrears.MOST_SCOPES + 5; i++) arrears.owe(charge("p", "s" + i, 1, T0));
        int told = 0;
        for (var batch = arrears.next(T0); batch != null; batch = arrears.next(T0)) {
            assertThat(batch.debts()).hasSizeLessThanOrEqualTo(Arrears.BATCH);
            told += batch.debts().size();
            arrears.confirmed(batch);
        }
        assertThat(told).isEqualTo(Arrears.MOST_SCOPES);
    }

    @Test
    void forgetsWhatWasGivenBack() {
        var charge = charge("p", "a", 2, T0);
        arrears.owe(charge);
        arrears.forgive(charge);
        assertThat(next(T0).debts().getFirst().usage().cells()).containsExactly(new Cells.Smooth(60_000, 0, 0));
    }
}
