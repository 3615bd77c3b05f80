package dev.usher.local.parts;

import dev.usher.dynamo.Table;
import dev.usher.local.template.Account;
import dev.usher.local.template.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The log's table as template.yaml declares it, in a DynamoDB Local of its own. */
public final class LogTable implements AutoCloseable {
    private static final Path TEMPLATE = Path.of("../template.yaml");

    private final EmbeddedDynamo dynamo;
    private final Table table;

    private LogTable(EmbeddedDynamo dynamo, Table table) {
        this.dynamo = dynamo;
        this.table = table;
    }

    public static LogTable start() {
        try {
            var deployment =
                    Deployment.read(Files.readString(TEMPLATE), Map.of(), Account.local("http://127.0.0.1:9324"));
            var dynamo = EmbeddedDynamo.start(null);
            var client = Tables.client(dynamo.endpoint());
            var declared = deployment.tables().getFirst();
            Tables.create(client, declared);
            return new LogTable(dynamo, new Table(client, declared.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local did not start", e);
        }
    }

    public Table table() {
        return table;
    }

    @Override
    public void close() {
        try {
            dynamo.stop();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local did not stop", e);
        }
    }
}
