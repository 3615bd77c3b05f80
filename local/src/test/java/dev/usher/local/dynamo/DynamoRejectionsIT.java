package dev.usher.local.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.dynamo.DynamoRejections;
import dev.usher.webhook.Refusals;
import dev.usher.webhook.RejectionStore;
import dev.usher.webhook.RejectionStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamoRejectionsIT implements RejectionStoreContract {
    private final LogTable log;

    DynamoRejectionsIT() throws Exception {
        log = LogTable.start();
    }

    @AfterAll
    void stop() {
        log.close();
    }

    @Override
    public RejectionStore store() {
        return new DynamoRejections(log.table());
    }

    @Test
    void expiresAfterADay() {
        store().add(Refusals.at("ttl", 0, "signature-missing"));

        assertThat(log.everything())
                .contains(Long.toString(Refusals.NOON.plusSeconds(86_400).getEpochSecond()));
    }
}
