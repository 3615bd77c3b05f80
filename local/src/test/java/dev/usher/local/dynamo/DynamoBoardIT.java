package dev.usher.local.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.dynamo.DynamoBoard;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DynamoBoardIT {
    private static final Instant NOON = Instant.parse("2026-06-06T12:00:00Z");

    @Test
    void readsTheWholeBoard() throws Exception {
        try (var log = LogTable.start()) {
            var board = new DynamoBoard(log.table(), () -> NOON);
            assertThat(board.paused("crm")).isNull();

            board.pause("crm", "it answered 410 Gone", "usher", NOON);

            assertThat(board.paused()).containsOnlyKeys("crm");
            assertThat(board.paused("budget")).isNull();
        }
    }
}
