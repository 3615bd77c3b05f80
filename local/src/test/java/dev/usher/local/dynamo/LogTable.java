package dev.usher.local.dynamo;

import dev.usher.dynamo.Table;
import dev.usher.local.TestHost;
import dev.usher.local.parts.Parts;
import dev.usher.local.template.Account;
import dev.usher.local.template.Deployment;
import dev.usher.local.template.TableSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The log's table as template.yaml declares it, empty and nobody else's. Nothing expires: the tests' clocks stand in the past. */
final class LogTable implements AutoCloseable {
    private final Parts parts;
    private final Account account;
    private final Deployment tables;

    private LogTable(Parts parts, Account account, Deployment tables) {
        this.parts = parts;
        this.account = account;
        this.tables = tables;
    }

    static LogTable start() throws Exception {
        var account = Account.local("http://127.0.0.1:9324", TestHost.stack());
        var declared = Deployment.read(Files.readString(Path.of("../template.yaml")), Map.of(), account);
        var kept = declared.tables().stream().map(LogTable::withoutExpiry).toList();
        var tables = new Deployment(List.of(), kept, List.of(), declared.api(), Map.of());
        var parts = TestHost.onlyDynamo();
        parts.create(tables);
        return new LogTable(parts, account, tables);
    }

    private static TableSpec withoutExpiry(TableSpec table) {
        return new TableSpec(table.id(), table.name(), table.attributes(), table.key(), table.indexes(), null);
    }

    Table table() {
        return new Table(parts.dynamoClient(), name());
    }

    /** Every attribute of every item, as the SDK prints it. */
    String everything() {
        return parts.dynamoClient()
                .scan(request -> request.tableName(name()))
                .items()
                .toString();
    }

    void delete(String pk, String sk) {
        parts.dynamoClient().deleteItem(request -> request.tableName(name())
                .key(Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk))));
    }

    List<String> sortKeys(String pk) {
        var found = parts.dynamoClient().queryPaginator(request -> request.tableName(name())
                .keyConditionExpression("pk = :pk")
                .projectionExpression("sk")
                .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(pk))));
        return found.items().stream()
                .map(item -> Objects.requireNonNull(item.get("sk")).s())
                .toList();
    }

    private String name() {
        return tables.table("Log").name();
    }

    @Override
    public void close() {
        try {
            parts.delete(tables, account);
            parts.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the table is not gone", e);
        }
    }
}
