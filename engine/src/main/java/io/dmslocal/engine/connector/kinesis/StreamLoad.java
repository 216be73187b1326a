package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.connector.messages.TableMessages;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import java.util.ArrayList;
import java.util.List;

/** Rows of a load as records; a row is committed when Kinesis has acknowledged it. */
final class StreamLoad implements TableWriter {

    private final TableMessages messages;
    private final TableId table;
    private final RecordSender sender;

    StreamLoad(TableMessages messages, TableId table, RecordSender sender) {
        this.messages = messages;
        this.table = table;
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
            Refusal.of(message, table, "load").ifPresentOrElse(rejected::add, () -> sender.send(message));
        }
        return rejected;
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
