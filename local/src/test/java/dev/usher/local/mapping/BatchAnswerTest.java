package dev.usher.local.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Body;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchAnswerTest {
    private static final Set<String> BATCH = Set.of("m1", "m2");

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "{\"batchItemFailures\":null}", "{\"batchItemFailures\":[]}"})
    void nothingReportedMeansThatAllSucceeded(String payload) {
        assertThat(BatchAnswer.of(Body.utf8(payload), BATCH)).isEqualTo(new BatchAnswer.Done(Set.of()));
    }

    @Test
    void theMessagesNamedFailed() {
        var payload = Body.utf8("{\"batchItemFailures\":[{\"itemIdentifier\":\"m2\"}]}");

        assertThat(BatchAnswer.of(payload, BATCH)).isEqualTo(new BatchAnswer.Done(Set.of("m2")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"m3\"}]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}",
                "{\"batchItemFailures\":[{\"id\":\"m1\"}]}"
            })
    void anAnswerThatCannotBeReadFailsTheWholeBatch(String payload) {
        assertThat(BatchAnswer.of(Body.utf8(payload), BATCH)).isInstanceOf(BatchAnswer.AllFailed.class);
    }
}
