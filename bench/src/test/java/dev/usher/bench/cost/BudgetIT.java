package dev.usher.bench.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What an accepted event with one destination costs in calls, counted in front of DynamoDB, SQS and Redis on the shipped template. */
class BudgetIT {
    private static final int WARM_UP = 64;
    private static final int EVENTS = 400;

    @Test
    void anEventWithOneDestinationTakesOneRedisCallTwoWritesAndOneMessage() throws Exception {
        var counted = Cost.count(Path.of("../template.yaml"), WARM_UP, EVENTS, new CountingOutput());

        // Fewer on a machine so busy that Redis seems slow, when an environment decides alone; or when several are
        // asked together.
        assertThat(counted.redisCalls()).as("Redis calls").isBetween(EVENTS / 2, EVENTS);
        assertThat(counted.writes()).as("DynamoDB writes").hasSize(2 * EVENTS);
        assertThat(counted.lookUps()).as("DynamoDB look-ups").isEmpty();
        assertThat(counted.sends()).as("SQS sends").hasSizeLessThanOrEqualTo(EVENTS);
        assertThat(counted.receives()).as("SQS receives").hasSizeLessThanOrEqualTo(EVENTS);
        assertThat(counted.deletes()).as("SQS deletes").hasSizeLessThanOrEqualTo(EVENTS);
        assertThat(counted.visibilityChanges()).isEmpty();
        // A minute's and an hour's item for each second and environment, and once the name of the destination.
        double rounds = counted.environments() * (counted.seconds() + 2);
        assertThat(counted.figures()).as("figures").hasSizeLessThanOrEqualTo((int) (3 * rounds));
        // The board of breakers, twice a second and environment.
        assertThat(counted.redisBoards())
                .as("reads of breakers")
                .isBetween(1, 2 * (int) rounds + counted.environments());
        // The board of paused destinations, every two seconds and environment.
        assertThat(counted.queries())
                .as("DynamoDB queries")
                .hasSizeLessThanOrEqualTo((int) (rounds / 2) + counted.environments());
    }
}
