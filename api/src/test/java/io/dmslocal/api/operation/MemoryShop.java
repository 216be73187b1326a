package io.dmslocal.api.operation;

import static io.dmslocal.engine.Eventually.eventually;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.MemoryConnector;
import io.dmslocal.engine.run.MemoryDatabase;
import java.util.List;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/**
 * Two databases in memory, an engine that knows no others, and AWS's SDK in front of it: for tests of what moves rows.
 *
 * @param source a shop with orders, called {@code postgres}
 * @param target called {@code mysql}
 * @param from ARN of the source's endpoint
 * @param to ARN of the target's endpoint
 */
record MemoryShop(
        MemoryConnector source,
        MemoryConnector target,
        RunningEngine engine,
        ServedApi api,
        DatabaseMigrationClient dms,
        String from,
        String to)
        implements AutoCloseable {

    static final TableId ORDERS = new TableId("shop", "orders");

    /** Every table of the shop. */
    static final String MAPPINGS = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%"}}]}
            """;

    /**
     * @param overrides of the engine's configuration
     * @param orders that the source has already, from 0 on
     */
    static MemoryShop open(String account, String overrides, int orders) {
        MemoryConnector source = new MemoryConnector("postgres");
        MemoryConnector target = new MemoryConnector("mysql");
        source.database().create(MemoryDatabase.schema("shop", "orders", true));
        source.database().transaction(tx -> {
            for (long i = 0; i < orders; i++) {
                tx.insert(ORDERS, i, "row " + i, i);
            }
        });
        RunningEngine engine = new RunningEngine(overrides, new Connectors(List.of(source, target)));
        ServedApi api = ServedApi.of(AllOperations.of(engine.engine()));
        DatabaseMigrationClient dms = api.client(account, "us-east-1");
        String from = endpoint(dms, "from", "source", "postgres");
        String to = endpoint(dms, "to", "target", "mysql");
        return new MemoryShop(source, target, engine, api, dms, from, to);
    }

    String endpoint(String name, String type, String engineName) {
        return endpoint(dms, name, type, engineName);
    }

    private static String endpoint(DatabaseMigrationClient dms, String name, String type, String engineName) {
        return dms.createEndpoint(e -> e.endpointIdentifier(name)
                        .endpointType(type)
                        .engineName(engineName)
                        .serverName("127.0.0.1")
                        .port(1)
                        .username("u")
                        .password("p")
                        .databaseName("d"))
                .endpoint()
                .endpointArn();
    }

    void insert(long id) {
        source.database().transaction(tx -> tx.insert(ORDERS, id, "new", id));
    }

    /** Waits for what was inserted. */
    void arrives(long id) {
        eventually("row " + id, () -> target.database().content(ORDERS).contains("[" + id + ", new, " + id + "]"));
    }

    @Override
    public void close() {
        dms.close();
        api.close();
        engine.close();
    }
}
