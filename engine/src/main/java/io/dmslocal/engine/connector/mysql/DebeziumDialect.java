package io.dmslocal.engine.connector.mysql;

import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializationException;
import com.github.shyiko.mysql.binlog.network.ServerException;
import io.dmslocal.engine.connector.debezium.CapturedColumn;
import io.dmslocal.engine.connector.debezium.Dialect;
import io.dmslocal.engine.connector.debezium.Origin;
import io.dmslocal.engine.connector.debezium.TableForm;
import io.dmslocal.engine.connector.debezium.TableLists;
import io.dmslocal.engine.connector.debezium.Unreadable;
import io.dmslocal.engine.connector.jdbc.SslMode;
import io.dmslocal.engine.connector.mysql.DdlReader.Effect;
import io.dmslocal.engine.connector.mysql.LogTable.LogColumn;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.TableEvent;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.EOFException;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * MySQL's and MariaDB's changes through Debezium's connector for each. Definitions are followed by {@link LogTables}, as for our own reader; Debezium's schema history is
 * made of them. Captured tables that go are told; tables that come ({@code laterTables}) are not in the list that Debezium captures, and wait for
 * the next run.
 *
 * <p>Positions stay file and offset, which images of loads have too. Where transactions have global identifiers Debezium starts at a set of these, so that the
 * set before the place is looked up ({@link LogGtids}). The place of a row event is not always known (MariaDB leaves it out inside transactions): a
 * change lies as many bytes behind its transaction's beginning as there were changes before it, which is still before its end.
 *
 * <p>Debezium shows the rows of an XA transaction when it is prepared, committed or not: the run is stopped then. Nothing of such a transaction was
 * committed on the target, because its end never came.
 */
final class DebeziumDialect implements Dialect {

    /** The library tells every connection on stderr, past our log. */
    private static final Logger LIBRARY = Logger.getLogger("com.github.shyiko.mysql.binlog");

    static {
        LIBRARY.setLevel(Level.WARNING);
    }

    private static final int DEFAULT_PORT = 3306;
    private static final int LOG_NOT_READABLE = 1236;
    private static final String OWN = "capture with dms-local.engine.change-capture.mysql = own.";

    private final EndpointSettings endpoint;
    private final CaptureRequest request;
    private final LogPosition from;
    private final LogTables tables;
    private final boolean mariaDb;
    private final boolean zeroDates;
    private final Optional<String> gtids;
    private final List<Definition> definitions;

    DebeziumDialect(Sessions sessions, CaptureRequest request, LogPosition from) {
        this.endpoint = sessions.endpoint();
        this.request = request;
        this.from = from;
        if (SslMode.of(endpoint).verifies()) {
            throw ConnectorException.fatal("Debezium cannot verify the certificate of the " + endpoint
                    + " against a CA that is given as text: use SslMode require, or " + OWN);
        }
        if (!new LogPrepared(request.memory()).begin(from).equals(from)) {
            throw ConnectorException.fatal("An XA transaction of the " + endpoint + " is prepared and not ended at "
                    + from.text() + ", which Debezium cannot capture: end it and start the task from the beginning, or "
                    + OWN);
        }
        try (Session session = sessions.open()) {
            this.mariaDb = session.isMariaDb();
            this.tables = new LogTables(sessions, request.tables(), later -> false, request.memory(), mariaDb);
            tables.recall(session, from);
            this.gtids = LogGtids.before(session, from);
            this.zeroDates = takesZeroDates(session.value("SELECT @@global.sql_mode"));
        } catch (IOException e) {
            throw sessions.failure("prepare to read the binary log from " + from.text() + " on through Debezium", e);
        }
        if (gtids.filter(GtidRanges::hasTags).isPresent()) {
            throw ConnectorException.fatal(
                    "The " + endpoint + " has transactions whose global identifiers have tags (MySQL 8.3 and"
                            + " later), which Debezium cannot read: " + OWN);
        }
        this.definitions = tables.all().stream()
                .map(table -> new Definition(table.schema(), DdlReader.create(table)))
                .toList();
    }

    private static boolean takesZeroDates(String sqlMode) {
        String mode = sqlMode == null ? "" : sqlMode.toUpperCase(Locale.ROOT);
        return !(mode.contains("NO_ZERO_DATE") && mode.contains("NO_ZERO_IN_DATE") && mode.contains("STRICT_"));
    }

    @Override
    public Map<String, String> configuration() {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "connector.class",
                mariaDb
                        ? "io.debezium.connector.mariadb.MariaDbConnector"
                        : "io.debezium.connector.mysql.MySqlConnector");
        settings.put("database.hostname", endpoint.serverName());
        settings.put("database.port", Integer.toString(endpoint.portOr(DEFAULT_PORT)));
        settings.put("database.user", endpoint.username());
        settings.put("database.password", endpoint.password());
        settings.put(
                "database.server.id",
                Integer.toString(ThreadLocalRandom.current().nextInt(1 << 20, Integer.MAX_VALUE)));
        settings.put("table.include.list", TableLists.of(request.tables()));
        settings.put("transaction.metadata.factory", CommittedOffsets.class.getName());
        settings.put("connect.keep.alive", "false"); // the run connects again, from its checkpoint
        settings.put("connect.keep.alive.interval.ms", "1000"); // the server's heartbeats come a little sooner
        boolean encrypted = SslMode.of(endpoint) == SslMode.REQUIRE;
        if (mariaDb) {
            settings.put("database.ssl.mode", encrypted ? "trust" : "disable");
        } else {
            settings.put("database.ssl.mode", encrypted ? "required" : "disabled");
            settings.put("driver.allowPublicKeyRetrieval", "true");
        }
        return settings;
    }

    @Override
    public Position from() {
        return from;
    }

    @Override
    public Map<String, Object> offset() {
        Map<String, Object> offset = new HashMap<>();
        offset.put("file", from.file());
        offset.put("pos", from.offset());
        gtids.ifPresent(set -> offset.put("gtids", set));
        return offset;
    }

    @Override
    public List<Definition> definitions() {
        return definitions;
    }

    @Override
    public boolean isCaptured(TableId table) {
        return request.tables().contains(table);
    }

    @Override
    public LogPosition end(Map<String, ?> offset) {
        return new LogPosition((String) offset.get("file"), ((Number) offset.get("pos")).longValue());
    }

    @Override
    public Position within(Position last, Map<String, ?> begin, int ordinal) {
        LogPosition start = end(begin);
        long place = start.offset() + ordinal;
        return new LogPosition(
                start.file(),
                place,
                new LogPosition.Event(place, ordinal - 1, number(start), start.file(), start.offset()));
    }

    @Override
    public Transaction transaction(Origin origin) {
        return new Transaction(number(end(origin.begin())), origin.time().truncatedTo(ChronoUnit.SECONDS));
    }

    private static long number(LogPosition begin) {
        return LogPosition.number(begin.file()) << 32 | begin.offset();
    }

    @Override
    public TableForm table(
            TableId table,
            List<CapturedColumn> columns,
            Transaction transaction,
            Position position,
            List<Change> into) {
        LogTable found = tables.find(table)
                .filter(known -> known.columns().size() == columns.size())
                .orElseThrow(() -> ConnectorException.fatal("Debezium has " + table + " with " + columns.size()
                        + " columns, but its definition known for that place has another number: the table was changed in a"
                        + " way that the log does not tell. Reload the table."));
        TableSchema schema = LogRows.schema(found, request.nativeColumns());
        List<DebeziumCell> cells = new ArrayList<>();
        for (LogColumn column : found.columns()) {
            if (!column.hidden()) {
                boolean isNative = schema.columns().get(cells.size()).isNative();
                DebeziumCell cell = new DebeziumCell(column, isNative);
                if (zeroDates && cell.hidesZeroDates()) {
                    throw ConnectorException.fatal("Debezium shows zero dates as NULL, and column " + column.name()
                            + " of " + table + " may have both: set sql_mode with STRICT_ALL_TABLES, NO_ZERO_DATE and"
                            + " NO_ZERO_IN_DATE on the source if it has no zero dates, or " + OWN);
                }
                cells.add(cell);
            }
        }
        return new Form(schema, cells);
    }

    private record Form(TableSchema schema, List<DebeziumCell> cells) implements TableForm {

        @Override
        public Object value(int column, String cell) throws Unreadable {
            return cells.get(column).read(cell);
        }

        @Override
        public boolean isInOldRows(int column) {
            return true;
        }
    }

    @Override
    public void ddl(String database, String statement, Transaction transaction, Position position, List<Change> into) {
        for (Effect effect : tables.apply(database, statement, (LogPosition) position)) {
            into.add(
                    effect.kind() == DdlReader.Kind.TRUNCATED
                            ? new Change.Truncate(effect.table(), transaction, position)
                            : new Change.Ddl(
                                    effect.table(),
                                    event(effect),
                                    effect.kind() == DdlReader.Kind.DEFINITION
                                            ? tables.find(effect.table())
                                                    .map(table -> LogRows.schema(table, request.nativeColumns()))
                                            : Optional.empty(),
                                    effect.renamed(),
                                    statement,
                                    transaction,
                                    position));
        }
    }

    /** A table that comes again is loaded: whether it came with rows is not known. */
    private static TableEvent event(Effect effect) {
        return switch (effect.kind()) {
            case TRUNCATED, DEFINITION -> new TableEvent.Altered();
            case CREATED, APPEARED -> new TableEvent.Appeared();
            case DROPPED -> new TableEvent.Dropped();
            case RENAMED -> new TableEvent.Renamed(effect.to());
        };
    }

    @Override
    public String unfinished() {
        return "The log of the " + endpoint
                + " has changes of a transaction that was prepared (XA) or rolled back, which"
                + " Debezium tells before it is decided: do without such transactions, or " + OWN;
    }

    @Override
    public Optional<ConnectorException> failure(Throwable cause) {
        if (cause instanceof ServerException refused) {
            boolean isGone = refused.getErrorCode() == LOG_NOT_READABLE;
            return Optional.of(ConnectorException.fatal(
                    "The source cannot give its binary log from " + from.text() + " on (" + refused.getMessage() + ")."
                            + (isGone
                                    ? " If the log was purged: keep logs for longer on the source, and reload the target."
                                    : ""),
                    refused));
        }
        boolean isMisread = cause instanceof EventDataDeserializationException
                && cause.getCause() instanceof EOFException end
                && String.valueOf(end.getMessage()).contains("Block length: 0"); // the event ended, not the connection
        return isMisread
                ? Optional.of(ConnectorException.fatal(
                        "Debezium cannot read an event of the binary log of the " + endpoint + " (" + cause.getMessage()
                                + "): " + OWN,
                        cause))
                : Optional.empty();
    }

    @Override
    public void close() {}
}
