package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RetryPolicyTest {
    private static final RetryPolicy THREE = new RetryPolicy(3, List.of(Duration.ofSeconds(2)));

    @Test
    void capsItsAttemptsAndKeepsItsWaits() {
        assertThat(THREE.atMost(1)).isEqualTo(new RetryPolicy(1, THREE.schedule()));
    }

    @Test
    void makesNoMoreAttemptsThanItHasHoweverHighTheCap() {
        assertThat(THREE.atMost(5)).isSameAs(THREE);
    }
}
