package dev.usher.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.HealthPolicy;
import dev.usher.health.Sample.Grade;
import dev.usher.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class StreakTest {
    private static final HealthPolicy USUAL = HealthPolicy.USUAL;

    private static Condition after(String grades) {
        var streak = Streak.NONE;
        for (char letter : grades.toCharArray()) streak = streak.after(grade(letter), USUAL);
        return streak.condition();
    }

    private static Grade grade(char letter) {
        return switch (letter) {
            case 'g' -> Grade.GOOD;
            case 'p' -> Grade.POOR;
            case 'b' -> Grade.BAD;
            default -> Grade.NONE;
        };
    }

    @Test
    void takesThreeToBeDownAndTwoToBeWellAgain() {
        assertThat(after("gbb")).isEqualTo(Condition.HEALTHY);
        assertThat(after("gbbb")).isEqualTo(Condition.DOWN);
        assertThat(after("gbbbg")).isEqualTo(Condition.DOWN);
        assertThat(after("gbbbgb"))
                .as("a failure while it recovers begins anew")
                .isEqualTo(Condition.DOWN);
        assertThat(after("gbbbgg")).isEqualTo(Condition.HEALTHY);
    }

    @Test
    void isDegradedByWhatIsNotGoodAndNotAllBad() {
        assertThat(after("gpp")).isEqualTo(Condition.HEALTHY);
        assertThat(after("gpbp")).isEqualTo(Condition.DEGRADED);
        assertThat(after("gbbbpp")).as("it works again, slowly").isEqualTo(Condition.DEGRADED);
        assertThat(after("gpppg")).isEqualTo(Condition.DEGRADED);
        assertThat(after("gpppgg")).isEqualTo(Condition.HEALTHY);
    }

    @Test
    void believesTheFirstGoodOneAndWaitsForThreeBadOnes() {
        assertThat(after("")).isEqualTo(Condition.UNKNOWN);
        assertThat(after("g")).isEqualTo(Condition.HEALTHY);
        assertThat(after("bb")).isEqualTo(Condition.UNKNOWN);
        assertThat(after("bbb")).isEqualTo(Condition.DOWN);
    }

    @Test
    void isWhatTheWholeHistorySays() {
        Seeds.forEach(400, random -> {
            var policy = new HealthPolicy(1 + random.nextInt(4), 1 + random.nextInt(4), 2, 10, List.of());
            var history = new ArrayList<Grade>();
            var streak = Streak.NONE;
            var model = Condition.UNKNOWN;
            int leaning = random.nextInt(10);
            for (int i = 0; i < 60; i++) {
                if (random.nextInt(8) == 0) leaning = random.nextInt(10);
                var grade = random.nextInt(10) < leaning
                        ? Grade.BAD
                        : List.of(Grade.values()).get(random.nextInt(4));
                streak = streak.after(grade, policy);
                if (grade != Grade.NONE) {
                    history.add(grade);
                    model = model(model, history, policy);
                }
                assertThat(streak.condition()).as(history.toString()).isEqualTo(model);
            }
        });
    }

    /** The same, told by the last so many samples of a whole history. */
    private static Condition model(Condition before, List<Grade> history, HealthPolicy policy) {
        if (last(history, policy.failures(), grade -> grade == Grade.BAD)) return Condition.DOWN;
        boolean wellAgain = last(history, policy.successes(), grade -> grade == Grade.GOOD);
        boolean worksAgain = last(history, policy.successes(), grade -> grade != Grade.BAD);
        boolean poorly = last(history, policy.failures(), grade -> grade != Grade.GOOD);
        boolean works = history.getLast() != Grade.BAD;
        return switch (before) {
            case DOWN -> !worksAgain ? Condition.DOWN : wellAgain ? Condition.HEALTHY : Condition.DEGRADED;
            case DEGRADED -> wellAgain ? Condition.HEALTHY : Condition.DEGRADED;
            case HEALTHY -> poorly ? Condition.DEGRADED : Condition.HEALTHY;
            case UNKNOWN -> !works ? Condition.UNKNOWN : poorly ? Condition.DEGRADED : Condition.HEALTHY;
        };
    }

    private static boolean last(List<Grade> history, int number, Predicate<Grade> wanted) {
        if (history.size() < number) return false;
        return history.subList(history.size() - number, history.size()).stream().allMatch(wanted);
    }
}
