package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ConnectorLog.Component;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.TableEvent;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sees tables come, go and change their names, which pgoutput does not tell: looks at the catalogue once a second. What it saw is told when the reader of
 * the log has come to the place where the log ended at that moment. See the package's decision about tables that come and go.
 *
 * <p>Its own thread looks; the reader's thread asks.
 */
final class TableWatch implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofSeconds(1);
    /** Looks until the task is asked once more whether it wants a table that it did not want: it may have to read the definition. */
    private static final int ASK_AGAIN = 5;

    private static final int NOT_KNOWN = 0; // no table has this number

    /** One row at least. The end of the log is asked for while the list is made, so everything that it shows lies before. */
    private static final String LIST = """
            SELECT pg_catalog.pg_current_wal_insert_lsn()::text, t.*
            FROM (VALUES (1)) AS one LEFT JOIN (
                SELECT c.oid::bigint, n.nspname, c.relname,
                       c.relkind = 'r' AND c.relpersistence = 'p' AND c.relname <> 'awsdms_ddl_audit'
                           AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%',
                       pg_catalog.pg_has_role(c.relowner, 'USAGE'),
                       coalesce(w.oid, 0)::bigint, c.relfilenode::bigint, c.relpages
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN (pg_catalog.pg_inherits i JOIN pg_catalog.pg_class w ON w.oid = i.inhparent AND w.relkind = 'p')
                  ON i.inhrelid = c.oid
                WHERE c.relkind IN ('r', 'p')) AS t ON true""";

    /** What was seen, and where the log ended then. */
    private record Seen(long lsn, int number, TableId table, TableEvent event) {}

    /**
     * A table of the catalogue.
     *
     * @param isOrdinary one that a task can take: neither a partitioned table, nor unlogged, temporary or the server's own
     * @param isOurs whether the endpoint's user may publish it
     * @param whole the number of the table of which it is a partition; 0 when it is none
     * @param file the number of the file that its rows are in; 0 when it has none
     * @param isUncounted whether nobody has found a row in it since it has this file: so it is after TRUNCATE
     */
    record Listed(
            int number, TableId table, boolean isOrdinary, boolean isOurs, int whole, int file, boolean isUncounted) {}

    private final Sessions sessions;
    private final EndpointSettings endpoint;
    private final CaptureRequest request;
    private final CapturedTables captured;
    private final ConnectorLog log;
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(r -> {
        Thread watching = new Thread(r, "postgres-table-watch");
        watching.setDaemon(true);
        return watching;
    });

    // the watching thread's
    private final Set<Integer> goneTold = new HashSet<>();
    private final Set<Integer> cameTold = new HashSet<>();
    private final Set<Integer> hinderedTold = new HashSet<>();
    private final Set<TableId> hinderedBefore;
    private final Set<Integer> waitingTold = new HashSet<>();
    private final EarlierWriters earlierWriters = new EarlierWriters();
    private final Set<TableId> lossTold = new HashSet<>();
    /** Those that an earlier session told, and that were not known to be whole again when this one was opened. */
    private final Set<TableId> lostBefore;

    private final Set<Listed> unwanted = new HashSet<>();
    /** Captured tables that are not published yet, because transactions that wrote to them are open. */
    private final Set<TableId> held;

    private int looks;
    private final CapturedPartitions partitions;
    private boolean isFailing;
    private volatile Connection connection;

    private volatile boolean closed;

    /** @param hindered tables of which it is known already that they cannot be followed */
    TableWatch(
            Sessions sessions,
            CaptureRequest request,
            CapturedTables captured,
            Set<TableId> hindered,
            ConnectorLog log) {
        this.sessions = sessions;
        this.endpoint = sessions.endpoint();
        this.request = request;
        this.captured = captured;
        this.hinderedBefore = hindered;
        this.log = log;
        this.partitions = new CapturedPartitions(captured);
        this.lostBefore = new LostTables(request.memory()).all();
        // a user's publication has its tables, and none is put into it
        this.held = endpoint.attribute("PublicationName").isPresent() ? Set.of() : new HashSet<>(request.held());
    }

    void start(Connection now, LogPosition from) throws SQLException {
        Map<TableId, Integer> here = new HashMap<>();
        long[] end = new long[1];
        List<Listed> listed = list(now, end);
        listed.forEach(table -> here.put(table.table(), table.number()));
        captured.begin(here, from);
        for (TableId table : captured.withoutNumber()) {
            if (!here.containsKey(table) && !Publications.isThere(now, table)) {
                seen.add(new Seen(end[0], NOT_KNOWN, table, new TableEvent.Dropped())); // before anybody looked
            }
        }
        partitions.look(listed);
        losses(now, listed, end[0]);
        captured.whenOneCame(this::lookSoon);
        thread.scheduleWithFixedDelay(this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Of all tables. */
    static Map<TableId, Integer> numbers(Connection connection) throws SQLException {
        Map<TableId, Integer> numbers = new HashMap<>();
        list(connection, new long[1]).forEach(listed -> numbers.put(listed.table(), listed.number()));
        return numbers;
    }

    private void lookSoon() {
        if (!closed) {
            thread.execute(this::look);
        }
    }

    /** The reader is between two transactions, and everything before {@code reached} is told: what happened to tables until then. */
    void tell(long reached, List<Change> into) {
        boolean isNew = false;
        for (Seen next = seen.peek();
                next != null && Long.compareUnsigned(next.lsn(), reached) <= 0;
                next = seen.peek()) {
            seen.poll();
            if (next.number() != NOT_KNOWN && captured.known(next.number()).isEmpty()) {
                continue; // the log said it itself
            }
            isNew = true;
            captured.forget(next.number(), LogPosition.at(reached));
            if (next.event() instanceof TableEvent.Misfit) {
                new LostTables(request.memory()).add(next.table());
            }
            into.add(new Change.Ddl(
                    next.table(),
                    next.event(),
                    Optional.empty(),
                    Optional.empty(),
                    "",
                    Transaction.NONE,
                    LogPosition.at(reached)));
        }
        if (isNew) {
            into.add(new Change.Progress(LogPosition.at(reached)));
        }
    }

    // ---- the watching thread

    private void look() {
        try {
            if (connection == null || connection.isClosed()) {
                connection = sessions.open();
                if (closed) { // meanwhile: close() saw no connection, or the one before
                    PostgresSession.abort(connection);
                    return;
                }
            }
            long[] end = new long[1];
            List<Listed> listed = list(connection, end);
            partitions
                    .look(listed)
                    .forEach(news -> seen.add(new Seen(
                            end[0], NOT_KNOWN, news.whole(), new TableEvent.Untold(news.part(), news.sentence()))));
            goings(listed, end[0]);
            comings(listed, end[0]);
            if (looks % ASK_AGAIN == 0) {
                losses(connection, listed, end[0]);
            }
            releases(listed);
            works();
        } catch (SQLException | RuntimeException e) {
            fails(e);
            if (connection != null) {
                PostgresSession.abort(connection);
                connection = null;
            }
        }
    }

    private void works() {
        if (isFailing) {
            isFailing = false;
            log.info(
                    Component.SOURCE_CAPTURE,
                    "The tables of the " + endpoint + " are listed again: those that came or went are followed.");
        }
    }

    private void fails(Exception e) {
        if (isFailing || closed) {
            log.debug(
                    Component.SOURCE_CAPTURE,
                    "The tables of the " + endpoint + " could not be listed; again in a second.",
                    e);
            return;
        }
        isFailing = true;
        log.warn(
                Component.SOURCE_CAPTURE,
                "The tables of the " + endpoint
                        + " cannot be listed, so tables that come, go or change their names are not followed until they can;"
                        + " tried again every second: " + e.getMessage());
    }

    private void goings(List<Listed> listed, long end) {
        Map<Integer, TableId> now = new HashMap<>();
        listed.forEach(table -> now.put(table.number(), table.table()));
        captured.forEach((number, table) -> {
            TableId name = now.get(number);
            if (!table.equals(name) && goneTold.add(number)) {
                TableEvent event = name == null ? new TableEvent.Dropped() : new TableEvent.Renamed(name);
                seen.add(new Seen(end, number, table, event));
            }
        });
    }

    private void comings(List<Listed> listed, long end) throws SQLException {
        if (++looks % ASK_AGAIN == 0) {
            unwanted.clear();
        }
        for (Listed table : listed) {
            boolean isNew = table.isOrdinary()
                    && !partitions.has(table.number())
                    && !captured.known(table.number()).equals(Optional.of(table.table()))
                    && !cameTold.contains(table.number())
                    && isWanted(table);
            if (isNew && isSettled(table)) {
                String hindrance = new Hindrances(connection, endpoint, request)
                        .of(List.of(table.table()))
                        .getOrDefault(table.table(), "");
                if (!hindrance.isEmpty()) {
                    isHindered(table, hindrance, end);
                } else if (isWhole(table)) {
                    cameTold.add(table.number());
                    seen.add(new Seen(end, NOT_KNOWN, table.table(), new TableEvent.Appeared()));
                }
            }
        }
    }

    private void releases(List<Listed> listed) throws SQLException {
        for (Listed table : listed) {
            boolean isHeld = held.contains(table.table())
                    && captured.known(table.number()).equals(Optional.of(table.table()));
            if (isHeld && new Publications(connection, request.captureName()).addLater(table.table())) {
                held.remove(table.table());
                log.info(
                        Component.SOURCE_CAPTURE,
                        "Table " + table.table()
                                + " is followed from here on: the transactions that had written to it are over.");
            }
        }
    }

    /** Whether what a user's publication does not tell of the table is in every snapshot from now on. */
    private boolean isWhole(Listed table) throws SQLException {
        boolean isWhole =
                endpoint.attribute("PublicationName").isEmpty() || earlierWriters.areOver(connection, table.number());
        if (!isWhole && waitingTold.add(table.number())) {
            log.warn(
                    Component.SOURCE_CAPTURE,
                    "Table " + table.table()
                            + " came on the source and is selected, and transactions that wrote to it are open:"
                            + " it is taken when they are over.");
        }
        return isWhole;
    }

    /** It is asked for again, and taken as soon as it can be. */
    private void isHindered(Listed table, String hindrance, long end) {
        unwanted.add(table);
        earlierWriters.forget(table.number());
        if (hinderedTold.add(table.number()) && !hinderedBefore.contains(table.table())) {
            String sentence = "It came on the source and is selected, but is not followed: " + hindrance
                    + " It is loaded and followed from then on.";
            seen.add(new Seen(end, NOT_KNOWN, table.table(), new TableEvent.Hindered(sentence)));
        }
    }

    /**
     * Followed tables of which a user's publication tells nothing, or not all, any more. Where there is none any more, the log of servers before {@link
     * LostPublication#PASSED_OVER} cannot be read, and says so.
     */
    private void losses(Connection now, List<Listed> listed, long end) throws SQLException {
        if (endpoint.attribute("PublicationName").isEmpty()) {
            return;
        }
        UsersPublication publication =
                new UsersPublication(now, endpoint.attribute("PublicationName").get());
        List<TableId> followed = listed.stream()
                .filter(table -> captured.known(table.number()).equals(Optional.of(table.table())))
                .map(Listed::table)
                .filter(table -> !lossTold.contains(table))
                .toList();
        if (!publication.exists()) {
            if (now.getMetaData().getDatabaseMajorVersion() >= LostPublication.PASSED_OVER) {
                String sentence = publication.words(followed); // one statement makes it for all
                followed.forEach(table -> misfits(table, sentence, end));
            }
            return;
        }
        Map<TableId, String> hindrances = publication.hindrances(followed);
        for (TableId table : followed) {
            if (hindrances.containsKey(table)) {
                misfits(table, hindrances.get(table) + " Then reload the table.", end);
            } else if (lostBefore.contains(table)) {
                misfits(
                        table,
                        "Publication " + publication.name() + " has all of " + table
                                + " again, but not what was written while it had not, nor what transactions may write that were open when it"
                                + " had: that is told by nobody. Reload the table when they have ended.",
                        end);
            }
        }
    }

    private void misfits(TableId table, String reason, long end) {
        lossTold.add(table);
        seen.add(new Seen(end, NOT_KNOWN, table, new TableEvent.Misfit(reason)));
    }

    private boolean isWanted(Listed table) {
        if (unwanted.contains(table)) {
            return false;
        }
        boolean isWanted = request.laterTables().test(table.table());
        if (!isWanted) {
            unwanted.add(table);
        }
        return isWanted;
    }

    /**
     * Whether the log has every change of the table from now on, or never will: what was written before is in the snapshot of its load. False while
     * transactions write to it that began before.
     */
    private boolean isSettled(Listed table) throws SQLException {
        return !table.isOurs()
                || endpoint.attribute("PublicationName").isPresent()
                || new Publications(connection, request.captureName()).addLater(table.table());
    }

    /** @param end takes the end of the log, which is behind everything that the list shows */
    private static List<Listed> list(Connection connection, long[] end) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(LIST)) {
            List<Listed> tables = new ArrayList<>();
            while (found.next()) {
                end[0] = PostgresSource.endOfLog(found.getString(1));
                if (found.getString(4) != null) {
                    tables.add(new Listed(
                            (int) found.getLong(2),
                            new TableId(found.getString(3), found.getString(4)),
                            found.getBoolean(5),
                            found.getBoolean(6),
                            (int) found.getLong(7),
                            (int) found.getLong(8),
                            found.getInt(9) == 0));
                }
            }
            return tables;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        Connection open = connection;
        if (open != null) {
            PostgresSession.abort(open);
        }
    }
}
