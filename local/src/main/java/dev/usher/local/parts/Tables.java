package dev.usher.local.parts;

import dev.usher.local.template.Account;
import dev.usher.local.template.TableSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Makes tables as declared. */
final class Tables {
    private Tables() {}

    static DynamoDbClient client(URI endpoint) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(Account.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** Makes the table unless it is there already, from an earlier run on the same data. */
    static void create(DynamoDbClient dynamo, TableSpec table) {
        var attributes = table.attributes().entrySet().stream()
                .map(attribute -> AttributeDefinition.builder()
                        .attributeName(attribute.getKey())
                        .attributeType(attribute.getValue())
                        .build())
                .toList();
        var indexes = table.indexes().stream().map(Tables::index).toList();
        try {
            dynamo.createTable(request -> request.tableName(table.name())
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(attributes)
                    .keySchema(schema(table.key()))
                    .globalSecondaryIndexes(indexes.isEmpty() ? null : indexes));
        } catch (ResourceInUseException present) {
            return;
        }
        if (table.ttlAttribute() != null) {
            dynamo.updateTimeToLive(request -> request.tableName(table.name())
                    .timeToLiveSpecification(
                            ttl -> ttl.attributeName(table.ttlAttribute()).enabled(true)));
        }
    }

    /** Deletes the table unless it is gone already. */
    static void delete(DynamoDbClient dynamo, TableSpec table) {
        try {
            dynamo.deleteTable(request -> request.tableName(table.name()));
        } catch (ResourceNotFoundException gone) {
            return;
        }
    }

    private static GlobalSecondaryIndex index(TableSpec.Index index) {
        var projection = Projection.builder().projectionType(index.projection());
        if (!index.included().isEmpty()) projection.nonKeyAttributes(index.included());
        return GlobalSecondaryIndex.builder()
                .indexName(index.name())
                .keySchema(schema(index.key()))
                .projection(projection.build())
                .build();
    }

    private static List<KeySchemaElement> schema(TableSpec.Key key) {
        var schema = new ArrayList<KeySchemaElement>();
        schema.add(KeySchemaElement.builder()
                .attributeName(key.partition())
                .keyType(KeyType.HASH)
                .build());
        if (key.sort() != null) {
            schema.add(KeySchemaElement.builder()
                    .attributeName(key.sort())
                    .keyType(KeyType.RANGE)
                    .build());
        }
        return schema;
    }
}
