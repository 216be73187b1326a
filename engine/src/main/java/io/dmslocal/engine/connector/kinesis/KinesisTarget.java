package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.messages.BeforeImage;
import io.dmslocal.engine.connector.messages.ControlMessages;
import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.connector.messages.MessageFormat;
import io.dmslocal.engine.connector.messages.TableMessages;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.ObjectMapping;
import io.dmslocal.engine.settings.TaskSettings;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One stream as the target of one run. All tables share the stream; what happens to tables goes there as control records. */
final class KinesisTarget implements Target {

    /** Source: "Target metadata task settings", AWS DMS user guide. */
    private static final int MOST_THREADS = 32;

    private final EndpointSettings endpoint;
    private final Optional<URI> endpointOverride;
    private final Clock clock;
    private final MessageFormat format;
    private final Map<TableId, ObjectMapping> mappings = new ConcurrentHashMap<>();
    private volatile MessageSettings settings =
            new MessageSettings("", false, new TaskSettings.BeforeImage(false, "", ""));
    private StreamClient stream;

    KinesisTarget(EndpointSettings endpoint, Optional<URI> endpointOverride, Clock clock) {
        this.endpoint = endpoint;
        this.endpointOverride = endpointOverride;
        this.clock = clock;
        this.format = MessageFormat.of(endpoint);
    }

    @Override
    public void check() {
        stream().check();
    }

    @Override
    public void begin(MessageSettings messageSettings) {
        check("TargetMetadata.ParallelLoadThreads", messageSettings.load());
        check("TargetMetadata.ParallelApplyThreads", messageSettings.apply());
        settings = messageSettings;
    }

    private static void check(String member, Senders senders) {
        if (senders.threads() > MOST_THREADS) {
            throw ConnectorException.fatal(
                    member + " is " + senders.threads() + "; for Kinesis it may be 0 to " + MOST_THREADS + ".");
        }
    }

    private Sender sender(Senders senders) {
        return senders.areMany() ? new ParallelSender(stream(), senders) : new RecordSender(stream());
    }

    @Override
    public void shape(TableId target, ObjectMapping mapping) {
        mappings.put(target, mapping);
    }

    @Override
    public void prepare(TablePlan plan) {
        if (!plan.announce()) {
            return;
        }
        ControlMessages control = control(settings.taskName());
        Message created = control.createTable(plan.schema());
        TableId table = plan.schema().table();
        send(
                table,
                switch (plan.preparation()) {
                    case DO_NOTHING -> List.of(created);
                    case DROP_AND_CREATE -> List.of(control.dropTable(table), created);
                    case TRUNCATE_BEFORE_LOAD -> List.of(control.truncateTable(table), created);
                });
    }

    @Override
    public TableWriter load(TablePlan plan, int commitRate) {
        return new StreamLoad(messages(plan.schema()), plan.schema(), sender(settings.load()));
    }

    @Override
    public ChangeWriter changes(ChangeSettings changeSettings) {
        if (changeSettings.announceExceptionsTable()) {
            send(
                    ControlMessages.APPLY_EXCEPTIONS.table(),
                    List.of(control(changeSettings.taskName()).createTable(ControlMessages.APPLY_EXCEPTIONS)));
        }
        return new StreamChanges(this::messages, sender(settings.apply()));
    }

    @Override
    public void truncate(TableId table) {
        sendDdl(table, List.of(control(settings.taskName()).truncateTable(table)));
    }

    @Override
    public void drop(TableId table) {
        sendDdl(table, List.of(control(settings.taskName()).dropTable(table)));
    }

    @Override
    public void alter(TableSchema before, TableSchema after) {
        sendDdl(after.table(), control(settings.taskName()).alter(before, after));
    }

    @Override
    public void renamed(TableSchema before, TableSchema after) {
        alter(before, after);
    }

    @Override
    public synchronized void close() {
        if (stream != null) {
            stream.close();
        }
    }

    private TableMessages messages(TableSchema schema) {
        return new TableMessages(
                schema,
                new TableMessages.Shape(
                        format,
                        mappings.getOrDefault(schema.table(), ObjectMapping.NONE),
                        BeforeImage.of(settings.beforeImage()),
                        settings.changesByPrimaryKey()),
                clock);
    }

    private ControlMessages control(String taskName) {
        return new ControlMessages(format, taskName, clock);
    }

    /** DDL that was captured, not asked for: consumers get it only with IncludeTableAlterOperations. */
    private void sendDdl(TableId table, List<Message> messages) {
        if (format.tableAlterOperations()) {
            send(table, messages);
        }
    }

    private void send(TableId table, List<Message> messages) {
        RecordSender sender = new RecordSender(stream());
        for (Message message : messages) {
            if (RecordSender.bytes(message) > RecordSender.LARGEST_RECORD) {
                throw ConnectorException.fatal("A control record of " + RecordSender.bytes(message)
                        + " bytes is larger than Kinesis takes (1 MiB); set IncludeControlDetails to false.");
            }
            sender.send(table, message);
        }
        sender.flush();
    }

    private synchronized StreamClient stream() {
        if (stream == null) {
            stream = new StreamClient(StreamArn.of(endpoint), endpointOverride);
        }
        return stream;
    }
}
