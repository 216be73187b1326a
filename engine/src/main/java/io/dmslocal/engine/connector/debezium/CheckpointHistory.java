package io.dmslocal.engine.connector.debezium;

import io.debezium.config.Configuration;
import io.debezium.relational.history.AbstractSchemaHistory;
import io.debezium.relational.history.HistoryRecord;
import io.debezium.relational.history.HistoryRecordComparator;
import io.debezium.relational.history.SchemaHistoryListener;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Debezium's schema history: the tables' definitions at the position from which it starts, which the connector has from the capture's memory. What comes
 * later Debezium keeps in its own head; the connector reads the same statements and remembers them with the checkpoint. Made by Debezium.
 */
public final class CheckpointHistory extends AbstractSchemaHistory {

    private Dialect dialect;
    private String server;

    @Override
    public void configure(
            Configuration config,
            HistoryRecordComparator comparator,
            SchemaHistoryListener listener,
            boolean useCatalogBeforeSchema) {
        super.configure(config, comparator, listener, useCatalogBeforeSchema);
        dialect = OpenCaptures.get(config.getString(CONFIGURATION_FIELD_PREFIX_STRING + OpenCaptures.KEY));
        server = config.getString(CONFIGURATION_FIELD_PREFIX_STRING + "dms.server");
    }

    @Override
    protected void storeRecord(HistoryRecord record) {}

    @Override
    protected void recoverRecords(Consumer<HistoryRecord> records) {
        for (Dialect.Definition definition : dialect.definitions()) {
            records.accept(new HistoryRecord(
                    Map.of("server", server),
                    dialect.offset(),
                    definition.database(),
                    null,
                    definition.ddl(),
                    null,
                    Instant.EPOCH));
        }
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public boolean storageExists() {
        return true;
    }
}
