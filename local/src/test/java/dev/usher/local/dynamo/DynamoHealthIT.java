package dev.usher.local.dynamo;

import dev.usher.dynamo.DynamoHealth;
import dev.usher.health.HealthStore;
import dev.usher.testing.HealthStoreContract;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamoHealthIT implements HealthStoreContract {
    private final LogTable log;

    DynamoHealthIT() throws Exception {
        log = LogTable.start();
    }

    @AfterAll
    void stop() {
        log.close();
    }

    @Override
    public HealthStore health() {
        return new DynamoHealth(log.table(), InstantSource.system());
    }
}
