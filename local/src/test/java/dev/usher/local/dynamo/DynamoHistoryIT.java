package dev.usher.local.dynamo;

import dev.usher.breaker.History;
import dev.usher.dynamo.DynamoHistory;
import dev.usher.testing.HistoryContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamoHistoryIT implements HistoryContract {
    private final LogTable log;

    DynamoHistoryIT() throws Exception {
        log = LogTable.start();
    }

    @AfterAll
    void stop() {
        log.close();
    }

    @Override
    public History history() {
        return new DynamoHistory(log.table());
    }
}
