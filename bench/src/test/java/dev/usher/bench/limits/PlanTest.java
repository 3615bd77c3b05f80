package dev.usher.bench.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
    @Test
    void measuresEverythingInThreeRounds() {
        var plan = Plan.from(List.of());
        assertThat(plan.rounds()).isEqualTo(3);
        assertThat(plan.threads()).containsExactly(1, 8, 32);
        assertThat(plan.parts()).containsExactlyInAnyOrder(Plan.Part.values());
        assertThat(plan.report()).isFalse();
    }

    @Test
    void takesItsOptions() {
        var plan = Plan.from(List.of("quick", "rounds=1", "threads=2,4", "only=leak,retry"));
        assertThat(plan.rounds()).isEqualTo(1);
        assertThat(plan.threads()).containsExactly(2, 4);
        assertThat(plan.parts()).containsExactlyInAnyOrder(Plan.Part.LEAK, Plan.Part.RETRY);
        assertThat(plan.sizes()).isEqualTo(Plan.Sizes.QUICK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow", "rounds=0", "rounds=x", "threads=", "threads=0", "only=speed", "only="})
    void refusesWhatItDoesNotKnow(String option) {
        assertThatIllegalArgumentException().isThrownBy(() -> Plan.from(List.of(option)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"quick", "rounds=2", "only=pass"})
    void reportsNoHalfMeasuredFigures(String option) {
        assertThat(Plan.from(List.of("report")).report()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> Plan.from(List.of("report", option)));
    }
}
