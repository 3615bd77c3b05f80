package dev.usher.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

class DynamoRejectionsTest {
    /** Whatever is asked, nothing on this page matches and there is more: DynamoDB counts its 1 MB before it filters, DynamoDB Local after. */
    private static final class Endless implements DynamoDbClient {
        final List<QueryRequest> asked = new ArrayList<>();

        @Override
        public QueryResponse query(QueryRequest request) {
            asked.add(request);
            return QueryResponse.builder()
                    .items(List.of())
                    .lastEvaluatedKey(Item.key("REJECTIONS#stripe", "00000000" + (100 - asked.size())))
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    @Test
    void looksAtABoundedPartForARareReasonAndSaysHowFarItLooked() {
        var dynamo = new Endless();

        var page = new DynamoRejections(new Table(dynamo, "Log")).newest("stripe", null, "timestamp-too-old", 10);

        assertThat(page.rejections()).isEmpty();
        assertThat(page.examinedTo()).isEqualTo("0000000096");
        assertThat(dynamo.asked).hasSize(4);
        assertThat(dynamo.asked.getFirst().hasExclusiveStartKey()).isFalse();
        assertThat(dynamo.asked.get(3).exclusiveStartKey()).isEqualTo(Item.key("REJECTIONS#stripe", "0000000097"));
    }
}
