package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.connector.messages.TableMessages;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.RowKey;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.List;

/** Rows of a load as records; a row is committed when Kinesis has acknowledged it. */
final class StreamLoad implements TableWriter {

    private final TableMessages messages;
    private final TableSchema schema;
    private final Sender sender;

    StreamLoad(TableMessages messages, TableSchema schema, Sender sender) {
        this.messages = messages;
        this.schema = schema;
        this.sender = sender;
    }

    @Override
    public List<Rejected> write(RowBatch batch) {
        if (!(batch instanceof RowBatch.Columns columns)) {
            throw new IllegalArgumentException(
                    "Streams take rows column by column: this target names no chunk format.");
        }
        List<Rejected> rejected = new ArrayList<>();
        TableMessages.Load load = messages.load(columns);
        for (int row = 0; row < columns.size(); row++) {
            Message message = load.message(row);
            int index = row;
            Refusal.of(message, schema.table(), "load", () -> key(columns, index))
                    .ifPresentOrElse(rejected::add, () -> sender.send(schema.table(), message));
        }
        return rejected;
    }

    private String key(RowBatch.Columns batch, int row) {
        return RowKey.of(batch.columns(), schema.key(), batch.row(row));
    }

    @Override
    public List<Rejected> finish() {
        sender.flush();
        return List.of();
    }

    @Override
    public long committed() {
        return sender.acknowledged();
    }

    @Override
    public void close() {
        sender.forget();
    }
}
