package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.debezium.DebeziumReader;
import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ConnectorLog.Component;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the source remembers for a task: one slot and its publications, named after the capture.
 *
 * <p>An endpoint with SlotName uses that slot instead, which must have been made with pgoutput, and stays when the task goes. With PublicationName
 * beside it (our own attribute: AWS's plugins know no publications) the user's publication is read: needed to start at a position from before
 * the task, because the server wants the publication to have existed then.
 */
final class Capture {

    /** How long an opening waits for those who wrote to a table that was put back: all the others wait with it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Of a reader that takes all tables or none, for those who wrote to a new one: it is tried again. */
    private static final Duration DEBEZIUMS_PATIENCE = Duration.ofSeconds(5);

    private final Definitions definitions;
    private final Sessions sessions;
    private final EndpointSettings endpoint;
    private final ChangeCapture changeCapture;
    private final ConnectorLog log;
    /** Whoever asked for them has said so. */
    private volatile Set<TableId> hindered = Set.of();

    Capture(Definitions definitions, ChangeCapture changeCapture, ConnectorLog log) {
        this.definitions = definitions;
        this.sessions = definitions.sessions();
        this.endpoint = definitions.endpoint();
        this.changeCapture = changeCapture;
        this.log = log;
    }

    void check() {
        try (Connection connection = sessions.open()) {
            List<String> missing = new CaptureCheck(connection).missing(hasSlot(connection));
            if (!missing.isEmpty()) {
                throw ConnectorException.fatal(
                        "The " + endpoint + " cannot capture changes: " + String.join(" ", missing));
            }
            if (endpoint.attribute("SlotName").isPresent()) {
                slot(connection, "").usable();
            }
        } catch (SQLException e) {
            throw JdbcFailure.of("Checking what capture needs of", endpoint, e);
        }
    }

    /** The user's, or one of an earlier start: it is taken, or makes room for its successor. */
    private boolean hasSlot(Connection connection) throws SQLException {
        return endpoint.attribute("SlotName").isPresent()
                || !log.owner().isEmpty()
                        && slot(connection, log.owner()).state().isPresent();
    }

    /** Publications first: the server looks them up as they were when a change was written. */
    LogPosition start(CaptureRequest request) {
        try (Connection connection = sessions.open()) {
            Slot slot = slot(connection, request.captureName());
            boolean ours = endpoint.attribute("SlotName").isEmpty();
            if (ours) {
                slot.drop();
            }
            Publications publications = new Publications(connection, request.captureName());
            publications.refuseSplit(request.tables());
            Optional<UsersPublication> users = users(connection);
            if (users.isPresent()) {
                refuse(users.get(), request);
                new ColumnLists(connection, users.get().name(), request).refuse();
            } else {
                refuseKeyless(publications, request.tables());
                publications.drop();
                publications.ensure(published(request.tables(), new DdlArtifacts(connection, endpoint, log).ensure()));
            }
            Map<TableId, Integer> numbers = TableWatch.numbers(connection);
            LogPosition start = ours ? slot.create(request.patience()) : slot.advance();
            CommitsUnderWay.await(connection);
            request.memory().clear(CapturedTables.MEMORY);
            request.memory().clear(LostTables.MEMORY);
            request.memory().clear(ToldLists.MEMORY);
            new CapturedTables(request).begin(numbers, start); // a reader may find them under other names already
            RelationReader.begin(request, definitions.given());
            return start;
        } catch (SQLException e) {
            throw JdbcFailure.of("Starting to capture changes of", endpoint, e);
        }
    }

    /**
     * Debezium's reader tells of no table that comes: there all are read, or none. A user's publication has its tables already, see {@link EarlierWriters}. One
     * that took another's name is published here, too: a reader passes over its changes until the other's end was told, then says that it appeared, and its load
     * is later than all of them.
     */
    Set<TableId> extend(CaptureRequest request) {
        boolean isDebezium = changeCapture == ChangeCapture.DEBEZIUM;
        if (isDebezium && endpoint.attribute("PublicationName").isEmpty()) {
            return Set.of();
        }
        try (Connection connection = sessions.open()) {
            Optional<UsersPublication> users = users(connection);
            if (users.isEmpty()) {
                return new Publications(connection, request.captureName()).addFree(request.tables());
            }
            Set<TableId> newOnes = new CapturedTables(request).newOnes();
            if (isDebezium) {
                awaitWriters(connection, newOnes);
                return Set.of();
            }
            return EarlierWriters.among(connection, newOnes);
        } catch (SQLException e) {
            throw JdbcFailure.of("Publishing new tables of", endpoint, e);
        }
    }

    private static void awaitWriters(Connection connection, Set<TableId> newOnes) throws SQLException {
        Set<TableId> written = EarlierWriters.left(connection, newOnes, DEBEZIUMS_PATIENCE);
        if (!written.isEmpty()) {
            throw ConnectorException.recoverable(
                    "Tables that are new to the task, " + written
                            + ", have been written to by transactions that are open for a while:"
                            + " what those wrote before the tables were published would be missed. It is tried again until they end.",
                    null);
        }
    }

    /** Who wrote to a table before it was whole in the publication again is in the snapshots from now on; else the watch tells that the table is lost still. */
    void followAnew(CaptureRequest request, Set<TableId> tables) {
        LostTables lost = new LostTables(request.memory());
        Set<TableId> found = lost.all();
        found.retainAll(tables);
        if (found.isEmpty()) {
            return;
        }
        try (Connection connection = sessions.open()) {
            Optional<UsersPublication> users = users(connection);
            if (users.isPresent()) { // ours take tables under a lock
                found.removeAll(users.get().hindrances(found).keySet());
                found.removeAll(EarlierWriters.left(connection, found, PATIENCE));
            }
        } catch (SQLException e) {
            throw JdbcFailure.of("Looking at the publications of", endpoint, e);
        }
        lost.remove(found);
        found.forEach(table -> log.warn(
                Component.SOURCE_CAPTURE,
                "All of " + table + " is published again. What was written to it meanwhile is not in the log: a load"
                        + " has it, and no position to start from."));
    }

    Map<TableId, String> hindrances(CaptureRequest request) {
        try (Connection connection = sessions.open()) {
            Map<TableId, String> found = new Hindrances(connection, endpoint, request).of(request.tables());
            hindered = Set.copyOf(found.keySet());
            return found;
        } catch (SQLException e) {
            throw JdbcFailure.of("Looking at the publications of", endpoint, e);
        }
    }

    private Optional<UsersPublication> users(Connection connection) {
        return endpoint.attribute("PublicationName").map(name -> new UsersPublication(connection, name));
    }

    private static void refuse(UsersPublication publication, CaptureRequest request) throws SQLException {
        String hindrance = publication.words(request.tables());
        if (!hindrance.isEmpty()) {
            throw ConnectorException.fatal(hindrance);
        }
    }

    ChangeReader read(CaptureRequest request, LogPosition from) {
        try (Connection connection = sessions.open()) {
            Slot slot = slot(connection, request.captureName());
            Slot.State state = slot.usable();
            if (Long.compareUnsigned(state.confirmed(), from.lsn()) > 0) {
                throw ConnectorException.fatal(
                        "Changes from " + from.text() + " on are wanted, but the replication slot "
                                + slotName(request.captureName()) + " of the " + endpoint + " was confirmed up to "
                                + LogPosition.at(state.confirmed()).text()
                                + ": those between are gone. Start at that position or later, or reload the tables.");
            }
            Optional<UsersPublication> users = users(connection);
            if (users.isPresent()
                    && (changeCapture == ChangeCapture.DEBEZIUM || !users.get().exists())) { // else the watch tells
                refuse(users.get(), request);
            }
            slot.release();
            Optional<TableId> audit = new DdlArtifacts(connection, endpoint, log).ensure();
            List<String> publications;
            CapturedTables captured = new CapturedTables(request);
            Publications own = new Publications(connection, request.captureName());
            own.refuseSplit(request.tables());
            if (users.isPresent()) {
                users.get().loss().ifPresent(loss -> log.warn(Component.SOURCE_CAPTURE, loss));
                publications = List.of(users.get().name());
                warnOfLists(new ColumnLists(connection, publications.get(0), request));
            } else {
                List<TableId> there = own.there(request.tables());
                if (changeCapture == ChangeCapture.OWN) { // the watch takes these
                    there.removeAll(captured.replaced(TableWatch.numbers(connection), from));
                    there.removeAll(request.held());
                }
                refuseKeyless(own, there);
                own.ensureLater(published(there, audit));
                publications = own.names();
            }
            RelationReader relations = new RelationReader(definitions, request, from);
            AuditedDdl audited = new AuditedDdl(audit, captured, relations);
            if (changeCapture == ChangeCapture.DEBEZIUM) {
                captured.begin(TableWatch.numbers(connection), from);
                return new DebeziumReader(
                        endpoint,
                        request.captureName(),
                        new DebeziumDialect(
                                endpoint,
                                relations,
                                audited,
                                request,
                                slotName(request.captureName()),
                                publications.get(0),
                                connection.getMetaData().getDatabaseMajorVersion(),
                                from),
                        log);
            }
            TableWatch watch = new TableWatch(sessions, request, captured, hindered, log);
            PgOutput decoder = new PgOutput(captured, relations, audited);
            try {
                watch.start(connection, from);
                return new LogReader(
                        sessions,
                        relations,
                        request,
                        decoder,
                        watch,
                        slotName(request.captureName()),
                        publications,
                        from);
            } catch (SQLException | RuntimeException failed) {
                watch.close();
                throw failed;
            }
        } catch (SQLException e) {
            throw JdbcFailure.of("Opening the changes of", endpoint, e);
        }
    }

    /** A list that came since the task began concerns its table alone: whoever reads meets the first row that is told without a column. */
    private void warnOfLists(ColumnLists lists) throws SQLException {
        List<String> hindrances = new ArrayList<>();
        for (TableId table : lists.request().tables()) {
            lists.hindrance(table).ifPresent(hindrances::add);
        }
        ToldLists told = new ToldLists(lists.request().memory());
        told.retain(hindrances);
        hindrances.stream()
                .filter(told::add)
                .forEach(hindrance -> log.warn(
                        Component.SOURCE_CAPTURE, hindrance + " The table is left out from its next change on."));
    }

    private static Set<TableId> published(Collection<TableId> wanted, Optional<TableId> audit) {
        Set<TableId> tables = new LinkedHashSet<>(wanted);
        audit.ifPresent(tables::add);
        return tables;
    }

    /** Debezium reads one publication, and tables whose rows the log cannot tell apart need one of their own. */
    private void refuseKeyless(Publications publications, Collection<TableId> wanted) throws SQLException {
        if (changeCapture == ChangeCapture.DEBEZIUM) {
            List<TableId> keyless = publications.withoutIdentity(wanted);
            if (!keyless.isEmpty()) {
                throw ConnectorException.fatal(
                        "Debezium cannot capture tables without primary key or replica identity: "
                                + keyless
                                + ". ALTER TABLE ... REPLICA IDENTITY FULL, leave them out of the task, or capture with"
                                + " dms-local.engine.change-capture.postgres = own.");
            }
        }
    }

    /** @return what was there */
    List<String> end(String captureName) {
        try (Connection connection = sessions.open()) {
            List<String> removed = new ArrayList<>();
            if (endpoint.attribute("SlotName").isEmpty()
                    && slot(connection, captureName).drop()) {
                removed.add("replication slot " + captureName);
            }
            new Publications(connection, captureName).drop().forEach(name -> removed.add("publication " + name));
            return removed;
        } catch (SQLException e) {
            throw remaining(captureName, JdbcFailure.of("Ending the capture of", endpoint, e));
        } catch (ConnectorException e) {
            throw remaining(captureName, e);
        }
    }

    /** What stays holds back the source's log: whoever reads this can remove it. */
    private ConnectorException remaining(String captureName, ConnectorException cause) {
        List<String> statements = new ArrayList<>();
        if (endpoint.attribute("SlotName").isEmpty()) {
            statements.add("SELECT pg_drop_replication_slot(" + Sql.text(captureName) + ");");
        }
        for (String name : Publications.names(captureName)) {
            statements.add("DROP PUBLICATION IF EXISTS " + Sql.name(name) + ";");
        }
        String message =
                cause.getMessage() + " What the source keeps for this task stays there, and holds back its log,"
                        + " until somebody runs in its database: " + String.join(" ", statements);
        return cause.isRecoverable()
                ? ConnectorException.recoverable(message, cause)
                : ConnectorException.fatal(message, cause);
    }

    private String slotName(String captureName) {
        return endpoint.attribute("SlotName").orElse(captureName);
    }

    private Slot slot(Connection connection, String captureName) {
        return new Slot(
                connection,
                slotName(captureName),
                endpoint.attribute("SlotName").isEmpty(),
                PostgresSession.name(captureName),
                log);
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getString(1);
        }
    }

    /** What capture needs of the server. Source: "Using a PostgreSQL database as a source", prerequisites, AWS DMS user guide. */
    private record CaptureCheck(Connection connection) {

        List<String> missing(boolean hasSlot) throws SQLException {
            List<String> missing = new ArrayList<>();
            String level = first(connection, "SHOW wal_level");
            if (!level.equals("logical")) {
                missing.add(
                        "wal_level is " + level + ": set wal_level = logical (on RDS: rds.logical_replication = 1) and"
                                + " restart the server.");
            }
            if (!isTrue(
                    "SELECT rolsuper OR rolreplication OR EXISTS (SELECT 1 FROM pg_catalog.pg_roles r WHERE r.rolname IN"
                            + " ('rds_superuser', 'rds_replication') AND pg_catalog.pg_has_role(current_user, r.oid, 'member'))"
                            + " FROM pg_catalog.pg_roles WHERE rolname = current_user")) {
                missing.add("The user may not replicate: ALTER ROLE ... REPLICATION (on RDS: GRANT rds_replication).");
            }
            if (!hasSlot
                    && !isTrue("SELECT count(*) < current_setting('max_replication_slots')::int FROM"
                            + " pg_catalog.pg_replication_slots")) {
                missing.add("All " + first(connection, "SHOW max_replication_slots")
                        + " replication slots are in use: raise max_replication_slots or drop one.");
            }
            if (!isTrue("SELECT current_setting('max_wal_senders')::int > 0")) {
                missing.add("max_wal_senders is 0: raise it.");
            }
            if (!isTrue("SELECT pg_catalog.has_database_privilege(current_database(), 'CREATE')")) {
                missing.add("The user may not make publications: GRANT CREATE ON DATABASE to it.");
            }
            if (!isTrue("SELECT setting::bigint = 0 OR setting::bigint >= 10000 FROM pg_catalog.pg_settings"
                    + " WHERE name = 'wal_sender_timeout'")) {
                missing.add("wal_sender_timeout is below 10 s: set it to 10 s or more, or 0.");
            }
            return missing;
        }

        private boolean isTrue(String sql) throws SQLException {
            return "t".equals(first(connection, sql));
        }
    }
}
