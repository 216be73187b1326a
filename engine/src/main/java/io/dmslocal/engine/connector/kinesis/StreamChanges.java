package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.connector.messages.PreviousChange;
import io.dmslocal.engine.connector.messages.TableMessages;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Changes as records, in the source's order. A stream has no rows that could be missing or double, so conflicts do not arise. */
final class StreamChanges implements ChangeWriter {

    /** A table's printer, good for one definition. */
    private record Printer(TableSchema schema, TableMessages messages) {}

    private final Function<TableSchema, TableMessages> messages;
    private final Sender sender;
    private final Map<TableId, Printer> printers = new HashMap<>();
    private final Set<TableId> skipped = new HashSet<>();
    private PreviousChange previous = PreviousChange.NONE;

    StreamChanges(Function<TableSchema, TableMessages> messages, Sender sender) {
        this.messages = messages;
        this.sender = sender;
    }

    @Override
    public void write(List<RowChange> changes, Conflicts conflicts, Refusals refusals) {
        for (RowChange change : changes) {
            if (skipped.contains(change.table())) {
                refusals.skipped(change);
            } else {
                write(change, refusals);
            }
        }
    }

    private void write(RowChange change, Refusals refusals) {
        Message message = printer(change.schema()).change(change, previous);
        Optional<Rejected> refusal =
                Refusal.of(message, change.table(), change.operation().name().toLowerCase(Locale.ROOT), () -> "");
        if (refusal.isEmpty()) {
            sender.send(change.table(), message);
            previous = PreviousChange.of(change);
            return;
        }
        switch (refusals.refused(change, refusal.get())) {
            case SKIP -> {}
            case SKIP_TABLE -> skipped.add(change.table());
            case STOP -> {
                sender.forget();
                throw new StoppedByPolicy(refusal.get().message());
            }
        }
    }

    private TableMessages printer(TableSchema schema) {
        Printer printer = printers.get(schema.table());
        if (printer == null || printer.schema() != schema) {
            printer = new Printer(schema, messages.apply(schema));
            printers.put(schema.table(), printer);
        }
        return printer.messages();
    }

    @Override
    public void commit(Refusals refusals) {
        sender.flush();
        skipped.clear(); // from here the run knows; the table may be loaded again and go on
    }

    @Override
    public void close() {
        sender.forget();
    }
}
