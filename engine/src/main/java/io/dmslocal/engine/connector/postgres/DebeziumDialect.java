package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.debezium.CapturedColumn;
import io.dmslocal.engine.connector.debezium.Dialect;
import io.dmslocal.engine.connector.debezium.Origin;
import io.dmslocal.engine.connector.debezium.TableForm;
import io.dmslocal.engine.connector.debezium.TableLists;
import io.dmslocal.engine.connector.debezium.Unreadable;
import io.dmslocal.engine.connector.jdbc.CertificateFile;
import io.dmslocal.engine.connector.jdbc.SslMode;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.TableEvent;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * PostgreSQL's changes through Debezium. The slot and the publication are ours, as for our own reader, and so are the tables' definitions ({@link
 * RelationReader}).
 *
 * <p>Debezium starts at the offset's {@code lsn} and, without {@code lsn_proc}, does not search for an event that it knows: the server itself leaves out
 * what was committed before. A transaction's own place in the log is known with its end only, so that its changes lie behind the end of the one before;
 * whether a snapshot holds them is told by the transaction's number.
 *
 * <p>An idle source moves on by heartbeats that write a message into its log (PostgreSQL 14 and later), which the slot gives back.
 *
 * <p>What happens to tables is told by the event trigger's rows, as to our own reader ({@link AuditedDdl}); where there is no trigger, a changed definition comes
 * with its table's next row, and tables that go are seen by the next run. So are, always, tables that come.
 */
final class DebeziumDialect implements Dialect {

    private static final int DEFAULT_PORT = 5432;
    private static final int MESSAGES_SINCE = 14;
    private static final String HEARTBEAT_SQL = "SELECT pg_catalog.pg_logical_emit_message(false, 'dms-local', '')";

    /** The settings of {@link PostgresSession} that rule texts in the log. */
    private static final String OPTIONS =
            "-c IntervalStyle=iso_8601 -c DateStyle=ISO,YMD -c TimeZone=UTC -c bytea_output=hex -c extra_float_digits=3"
                    + " -c lc_monetary=C -c statement_timeout=0";

    private final EndpointSettings endpoint;
    private final CaptureRequest request;
    private final String slot;
    private final String publication;
    private final int serverVersion;
    private final LogPosition from;
    private final RelationReader relations;
    private final AuditedDdl audited;
    private final DebeziumRelations definitions;

    DebeziumDialect(
            EndpointSettings endpoint,
            RelationReader relations,
            AuditedDdl audited,
            CaptureRequest request,
            String slot,
            String publication,
            int serverVersion,
            LogPosition from) {
        this.endpoint = endpoint;
        this.request = request;
        this.slot = slot;
        this.publication = publication;
        this.serverVersion = serverVersion;
        this.from = from;
        this.relations = relations;
        this.audited = audited;
        this.definitions = new DebeziumRelations(endpoint);
    }

    @Override
    public Map<String, String> configuration() {
        Map<String, String> settings = new HashMap<>();
        settings.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        settings.put("plugin.name", "pgoutput");
        settings.put("slot.name", slot);
        settings.put("slot.max.retries", "0");
        settings.put("publication.name", publication);
        settings.put("publication.autocreate.mode", "disabled");
        settings.put("table.include.list", TableLists.of(listed()));
        settings.put("database.hostname", endpoint.serverName());
        settings.put("database.port", Integer.toString(endpoint.portOr(DEFAULT_PORT)));
        settings.put("database.user", endpoint.username());
        settings.put("database.password", endpoint.password());
        settings.put("database.dbname", endpoint.databaseName());
        settings.put("driver.options", OPTIONS);
        settings.put("driver.ApplicationName", PostgresSession.name(request.captureName()));
        if (serverVersion >= MESSAGES_SINCE) {
            settings.put("heartbeat.action.query", HEARTBEAT_SQL);
        }
        SslMode mode = SslMode.of(endpoint);
        settings.put(
                "database.sslmode",
                switch (mode) {
                    case NONE -> "disable";
                    case REQUIRE -> "require";
                    case VERIFY_CA -> "verify-ca";
                    case VERIFY_FULL -> "verify-full";
                });
        if (mode.verifies()) {
            settings.put(
                    "database.sslrootcert",
                    CertificateFile.of(endpoint.certificatePem()).toString());
        }
        return settings;
    }

    private List<TableId> listed() {
        List<TableId> tables = new ArrayList<>(request.tables());
        audited.audit().ifPresent(tables::add);
        return tables;
    }

    @Override
    public Position from() {
        return from;
    }

    @Override
    public Map<String, Object> offset() {
        return Map.of("lsn", from.lsn());
    }

    @Override
    public String cell(CapturedColumn column, Object value) {
        return DebeziumValues.text(column, value);
    }

    @Override
    public boolean isCaptured(TableId table) {
        return request.tables().contains(table);
    }

    @Override
    public Position end(Map<String, ?> offset) {
        return offset.get("lsn_commit") instanceof Number lsn ? LogPosition.at(lsn.longValue()) : from;
    }

    @Override
    public Position within(Position last, Map<String, ?> begin, int ordinal) {
        return new LogPosition(((LogPosition) last).lsn(), ordinal);
    }

    @Override
    public Transaction transaction(Origin origin) {
        return new Transaction(origin.number() & 0xFFFFFFFFL, origin.time());
    }

    @Override
    public TableForm table(
            TableId table,
            List<CapturedColumn> columns,
            Transaction transaction,
            Position position,
            List<Change> into) {
        DebeziumRelations.Logged logged = definitions.read(table, columns);
        Optional<String> misfit = relations.misfit(table, logged.columns());
        if (misfit.isPresent()) { // its rows come all the same, and nobody takes them any more
            TableEvent event = new TableEvent.Misfit(misfit.get());
            into.add(new Change.Ddl(table, event, Optional.empty(), Optional.empty(), "", transaction, position));
            return new Form(relations.read(table, logged.isFull(), logged.columns()));
        }
        Relation relation = relations.read(table, logged.isFull(), logged.columns());
        Optional<Map<String, String>> moved = relations.moved(relation);
        if (relations.isChanged(relation, (LogPosition) position)) {
            into.add(new Change.Ddl(
                    table, new TableEvent.Altered(), Optional.of(relation.schema()), moved, "", transaction, position));
        }
        return new Form(relation);
    }

    @Override
    public boolean tellsDdl(TableId table) {
        return audited.isToldBy(table);
    }

    @Override
    public void told(Map<String, String> row, Transaction transaction, Position position, List<Change> into) {
        audited.read(row, (LogPosition) position).ifPresent(told -> into.add(told.at(transaction, position)));
    }

    private record Form(Relation relation) implements TableForm {

        @Override
        public TableSchema schema() {
            return relation.schema();
        }

        @Override
        public Object value(int column, String cell) throws Unreadable {
            if (cell == null) {
                return null;
            }
            byte[] text = cell.getBytes(StandardCharsets.UTF_8);
            try {
                return relation.fields()[column].read(text, 0, text.length);
            } catch (UnreadableValue e) {
                throw new Unreadable(e.getMessage());
            }
        }

        @Override
        public boolean isInOldRows(int column) {
            return relation.identity()[column];
        }
    }

    @Override
    public String unfinished() {
        return "Debezium told changes of a transaction of the " + endpoint
                + " without its end. Capture with dms-local.engine.change-capture.postgres = own.";
    }

    @Override
    public Optional<ConnectorException> failure(Throwable cause) {
        if (cause instanceof ConnectException && cause.getCause() instanceof DateTimeParseException value) {
            return Optional.of(ConnectorException.fatal(
                    "Debezium cannot read the date or time '" + value.getParsedString() + "' in the log of the "
                            + endpoint + ". Capture with dms-local.engine.change-capture.postgres = own.",
                    cause));
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        relations.close();
    }
}
