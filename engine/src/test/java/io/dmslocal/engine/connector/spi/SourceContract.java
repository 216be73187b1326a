package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every source must do. A connector's test says only how to reach its database.
 *
 * <p>Tables have an {@code id} and plain integers and texts, so that the same statements run everywhere; types are each connector's own tests.
 */
@Timeout(
        value = 120,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a server that does not answer fails one test, not the build
public abstract class SourceContract {

    protected static final String SCHEMA = "contract_src";
    private static final Duration WAIT = Duration.ofMillis(200);

    private ContractDatabase database;
    private Source source;
    private CaptureRequest capture;

    protected abstract Connector connector();

    protected abstract ContractDatabase database();

    /** Statements that make the log carry whole old rows of a table without key, where the database must be told to. */
    protected List<String> logOldRows(TableId table) {
        return List.of();
    }

    @BeforeEach
    void openSource() throws Exception {
        database = database();
        database.createSchema(SCHEMA);
        source = connector().source(database.endpoint());
    }

    @AfterEach
    void closeSource() {
        if (capture != null) {
            source.endCapture(capture.captureName());
        }
        source.close();
    }

    @Nested
    class WhenConnecting {

        @Test
        void aReachableDatabasePasses() {
            source.check();
        }

        @Test
        void aWrongPasswordIsFatalAndNotRepeatedInTheMessage() {
            Source refused = connector()
                    .source(with(database.endpoint(), database.endpoint().port(), "wrong-s3cret"));
            ConnectorException e = assertThrows(ConnectorException.class, refused::check);
            assertFalse(e.isRecoverable(), e.getMessage());
            assertFalse(e.getMessage().contains("wrong-s3cret"), e.getMessage());
            refused.close();
        }

        @Test
        void nobodyListeningIsRecoverableAndNamesTheHost() throws Exception {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Source nobody = connector()
                    .source(with(database.endpoint(), port, database.endpoint().password()));
            ConnectorException e = assertThrows(ConnectorException.class, nobody::check);
            assertTrue(e.isRecoverable(), e.getMessage());
            assertTrue(e.getMessage().contains(String.valueOf(port)), e.getMessage());
            nobody.close();
        }

        @Test
        void aPreparedDatabasePassesTheCaptureCheck() {
            assumeCapture();
            source.checkCapture();
        }
    }

    @Nested
    class Catalogue {

        @Test
        void tablesAndViewsAreListedWithTheirSchema() throws Exception {
            database.run(
                    "create table " + t("one") + " (id int not null primary key)",
                    "create table " + t("Two") + " (id int not null primary key)",
                    "create view " + t("seen") + " as select id from " + t("one"));

            Map<TableId, Boolean> mine = source.tables().stream()
                    .filter(t -> t.table().schema().equals(SCHEMA))
                    .collect(Collectors.toMap(Source.SourceTable::table, Source.SourceTable::isView));

            assertEquals(Map.of(id("one"), false, id("Two"), false, id("seen"), true), mine);
            assertTrue(source.schemas().contains(SCHEMA));
        }

        @Test
        void columnsKeepTheirOrderAndTheKeyItsOwn() throws Exception {
            database.run("create table " + t("k")
                    + " (a int not null, b varchar(20) not null, c decimal(12,2), primary key (b, a))");

            TableSchema schema = source.schema(id("k"));

            assertEquals(List.of("a", "b", "c"), names(schema));
            assertEquals(List.of("b", "a"), schema.key());
            assertEquals(Kind.INT4, schema.columns().get(0).type().kind());
            assertEquals(20, schema.columns().get(1).type().length());
            assertEquals(12, schema.columns().get(2).type().precision());
            assertEquals(2, schema.columns().get(2).type().scale());
            assertFalse(schema.columns().get(0).nullable());
            assertTrue(schema.columns().get(2).nullable());
        }

        @Test
        void withoutAPrimaryKeyAUniqueIndexOfNotNullColumnsIsTheKey() throws Exception {
            database.run(
                    "create table " + t("u") + " (a int not null, b int, c int not null)",
                    "create unique index u_nullable on " + t("u") + " (b)",
                    "create unique index u_key on " + t("u") + " (c)");

            assertEquals(List.of("c"), source.schema(id("u")).key());
        }

        @Test
        void aTableWithoutEitherHasNoKey() throws Exception {
            database.run("create table " + t("n") + " (a int, b int)");

            assertFalse(source.schema(id("n")).isKeyed());
        }

        @Test
        void aMissingTableIsSaidByName() {
            ConnectorException e = assertThrows(ConnectorException.class, () -> source.schema(id("nowhere")));
            assertTrue(e.getMessage().contains("nowhere"), e.getMessage());
        }
    }

    @Nested
    class Load {

        @Test
        void allRowsComeOnceWithTheirNulls() throws Exception {
            database.run("create table " + t("r") + " (id int not null primary key, s varchar(50), n int)");
            insertMany("r", 5000);
            database.run("insert into " + t("r") + " values (900001, null, null), (900002, '', 0)");

            Map<Object, Row> rows = byId(readAll("r", 4096));

            assertEquals(5002, rows.size());
            assertEquals("row 17", rows.get(17L).value(1));
            assertEquals(null, rows.get(900001L).value(1));
            assertEquals(null, rows.get(900001L).value(2));
            assertEquals("", rows.get(900002L).value(1));
            assertEquals(0L, rows.get(900002L).value(2));
        }

        @Test
        void onlyTheColumnsAskedForComeInTheOrderAsked() throws Exception {
            database.run(
                    "create table " + t("c") + " (id int not null primary key, s varchar(50), n int)",
                    "insert into " + t("c") + " values (1, 'x', 7)");
            TableSchema schema = source.schema(id("c"));
            List<Column> columns =
                    List.of(schema.columns().get(2), schema.columns().get(0));

            try (RowReader reader = source.rows(new ReadRequest(schema, columns, Set.of(), 1 << 16, ""))) {
                RowBatch.Columns batch = (RowBatch.Columns) reader.next().orElseThrow();
                assertEquals(columns, batch.columns());
                assertEquals(7L, batch.row(0).value(0));
                assertEquals(1L, batch.row(0).value(1));
                assertTrue(reader.next().isEmpty());
            }
        }

        @Test
        void anEmptyTableEndsAtOnce() throws Exception {
            database.run("create table " + t("e") + " (id int not null primary key)");

            assertEquals(List.of(), readAll("e", 1 << 16));
        }

        @Test
        void rowsThatComeAfterTheSnapshotAreNotSeen() throws Exception {
            database.run("create table " + t("s") + " (id int not null primary key, s varchar(50), n int)");
            insertMany("s", 3000);

            List<Row> rows;
            try (RowReader reader = open("s", 1024)) {
                database.run(
                        "insert into " + t("s") + " values (800000, 'late', 0)",
                        "update " + t("s") + " set n = -1",
                        "delete from " + t("s") + " where id < 100");
                rows = drain(reader);
            }

            assertEquals(3000, rows.size());
            assertTrue(rows.stream().noneMatch(r -> Long.valueOf(-1).equals(r.value(2))));
        }

        @Test
        void aReaderMayBeClosedBeforeTheEnd() throws Exception {
            database.run("create table " + t("h") + " (id int not null primary key, s varchar(50), n int)");
            insertMany("h", 3000);

            try (RowReader reader = open("h", 1024)) {
                assertTrue(reader.next().isPresent());
            }
            database.run("drop table " + t("h")); // would hang if the snapshot still held its lock
        }
    }

    @Nested
    class Capture {

        @BeforeEach
        void table() throws Exception {
            assumeCapture();
            database.run("create table " + t("c") + " (id int not null primary key, s varchar(50), n int)");
        }

        @Test
        void insertUpdateAndDeleteComeInOrderWithTheirTransactions() throws Exception {
            Position start = startCapture("c");
            database.transaction(
                    "insert into " + t("c") + " values (1, 'one', 10)",
                    "update " + t("c") + " set s = 'uno', n = null where id = 1");
            database.run("delete from " + t("c") + " where id = 1");

            List<RowChange> changes = rowChanges(changesFrom(start, 3));

            assertEquals(
                    List.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE),
                    changes.stream().map(RowChange::operation).toList());
            RowChange insert = changes.get(0);
            RowChange update = changes.get(1);
            RowChange delete = changes.get(2);
            assertEquals(id("c"), insert.table());
            assertEquals(List.of(1L, "one", 10L), values(insert.after()));
            assertTrue(insert.before().isNone());
            assertEquals(Arrays.asList(1L, "uno", null), values(update.after()));
            assertEquals(1L, delete.before().value(0));
            assertTrue(delete.after().isNone());
            assertEquals(insert.transaction(), update.transaction());
            assertEquals(
                    List.of(1, 2, 1), changes.stream().map(RowChange::ordinal).toList());
            assertFalse(insert.transaction().equals(delete.transaction()));
            assertTrue(insert.position().compareTo(update.position()) < 0);
            assertTrue(update.position().compareTo(delete.position()) < 0);
        }

        @Test
        void everyTransactionEndsWithItsCommit() throws Exception {
            Position start = startCapture("c");
            database.transaction(
                    "insert into " + t("c") + " values (1, 'a', 1)", "insert into " + t("c") + " values (2, 'b', 2)");
            database.run("insert into " + t("c") + " values (3, 'c', 3)");

            List<Change> changes = changesFrom(start, 3);

            List<String> kinds = changes.stream()
                    .filter(c -> c instanceof RowChange || c instanceof Change.Commit)
                    .map(c -> c instanceof RowChange ? "row" : "commit")
                    .toList();
            assertEquals(List.of("row", "row", "commit", "row", "commit"), kinds);
            for (int i = 1; i < changes.size(); i++) {
                assertTrue(
                        changes.get(i - 1).position().compareTo(changes.get(i).position()) <= 0,
                        "positions never go back");
            }
        }

        @Test
        void aChangedKeyShowsTheOldOne() throws Exception {
            database.run("insert into " + t("c") + " values (1, 'a', 1)");
            Position start = startCapture("c");
            database.run("update " + t("c") + " set id = 2 where id = 1");

            RowChange change = rowChanges(changesFrom(start, 1)).get(0);

            assertEquals(Operation.UPDATE, change.operation());
            assertEquals(1L, change.before().value(0));
            assertEquals(2L, change.after().value(0));
        }

        @Test
        void whatWasRolledBackOrBelongsToAnotherTableIsNotSeen() throws Exception {
            database.run("create table " + t("other") + " (id int not null primary key)");
            Position start = startCapture("c");
            database.run("insert into " + t("other") + " values (1)");
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("insert into " + t("c") + " values (1, 'never', 1)");
                connection.rollback();
            }
            database.run("insert into " + t("c") + " values (2, 'kept', 2)");

            List<RowChange> changes = rowChanges(changesFrom(start, 1));

            assertEquals(1, changes.size());
            assertEquals("kept", changes.get(0).after().value(1));
        }

        @Test
        void readingGoesOnAfterACommitWithoutGapOrRepetition() throws Exception {
            Position start = startCapture("c");
            for (int i = 1; i <= 20; i++) {
                database.run("insert into " + t("c") + " values (" + i + ", 'x', 0)");
            }
            List<Change> all = changesFrom(start, 20);
            List<Position> commits = all.stream()
                    .filter(Change.Commit.class::isInstance)
                    .map(Change::position)
                    .toList();

            for (int taken : new int[] {0, 7, 19}) {
                Position from = source.position(commits.get(taken).text());
                List<RowChange> rest = rowChanges(changesUntil(from, commits.get(19)));
                assertEquals(
                        longs(taken + 2, 20),
                        rest.stream().map(c -> c.after().value(0)).toList(),
                        "after commit " + (taken + 1));
            }
        }

        @Test
        void confirmedChangesDoNotComeAgainAndUnconfirmedOnesDo() throws Exception {
            Position start = startCapture("c");
            database.run(
                    "insert into " + t("c") + " values (1, 'a', 1)", "insert into " + t("c") + " values (2, 'b', 2)");
            Position first;
            try (ChangeReader reader = source.changes(capture, start)) {
                List<Change> seen = take(reader, 2);
                first = seen.stream()
                        .filter(Change.Commit.class::isInstance)
                        .findFirst()
                        .orElseThrow()
                        .position();
                reader.confirm(first);
            }

            List<RowChange> again = rowChanges(changesFrom(source.position(first.text()), 1));

            assertEquals(
                    List.of(2L), again.stream().map(c -> c.after().value(0)).toList());
        }

        @Test
        void anIdleSourceStillMovesOn() throws Exception {
            Position start = startCapture("c");
            database.run(
                    "create table " + t("noise") + " (id int not null primary key)",
                    "insert into " + t("noise") + " values (1)");
            Position now = source.now();

            try (ChangeReader reader = source.changes(capture, start)) {
                AtomicReference<Position> reached = new AtomicReference<>(start);
                Eventually.eventually(
                        () -> "progress to " + now.text() + ", at "
                                + reached.get().text(),
                        () -> {
                            reader.next(WAIT).forEach(c -> reached.set(c.position()));
                            return reached.get().compareTo(now) >= 0;
                        });
            }
        }

        @Test
        void nothingToReadEndsTheWaitEmptyHanded() throws Exception {
            Position start = startCapture("c");
            try (ChangeReader reader = source.changes(capture, start)) {
                Eventually.eventually(
                        () -> "an empty answer",
                        () -> reader.next(Duration.ofMillis(20)).isEmpty());
            }
        }

        @Test
        void closingWakesTheOneWhoWaits() throws Exception {
            Position start = startCapture("c");
            ChangeReader reader = source.changes(capture, start);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread waiting = new Thread(() -> {
                try {
                    for (; ; ) {
                        reader.next(Duration.ofMinutes(10));
                    }
                } catch (Throwable e) {
                    thrown.set(e);
                }
            });
            waiting.setDaemon(true);
            waiting.start();

            reader.close();
            waiting.join(30_000);

            assertFalse(waiting.isAlive());
            assertTrue(thrown.get() != null);
        }

        @Test
        void startingAgainForgetsTheEarlierCapture() throws Exception {
            startCapture("c");
            database.run("insert into " + t("c") + " values (1, 'before', 1)");
            Position second = startCapture("c");
            database.run("insert into " + t("c") + " values (2, 'after', 2)");

            List<RowChange> changes = rowChanges(changesFrom(second, 1));

            assertEquals("after", changes.get(0).after().value(1));
        }

        @Test
        void endingACaptureTwiceIsHarmless() throws Exception {
            startCapture("c");
            source.endCapture(capture.captureName());
            source.endCapture(capture.captureName());
        }

        @Test
        void anAddedColumnComesWithTheChangesThatHaveIt() throws Exception {
            Position start = startCapture("c");
            database.run(
                    "insert into " + t("c") + " values (1, 'a', 1)",
                    "alter table " + t("c") + " add column extra varchar(10)",
                    "insert into " + t("c") + " values (2, 'b', 2, 'more')");

            List<Change> changes = changesFrom(start, 2);
            List<RowChange> rows = rowChanges(changes);

            assertEquals(List.of("id", "s", "n"), names(rows.get(0).schema()));
            assertEquals(List.of("id", "s", "n", "extra"), names(rows.get(1).schema()));
            assertEquals("more", rows.get(1).after().value(3));
            int ddl = changes.indexOf(changes.stream()
                    .filter(Change.Ddl.class::isInstance)
                    .findFirst()
                    .orElseThrow());
            assertTrue(changes.indexOf(rows.get(0)) < ddl && ddl < changes.indexOf(rows.get(1)));
        }

        @Test
        void aTruncatedTableIsSeen() throws Exception {
            database.run("insert into " + t("c") + " values (1, 'a', 1)");
            Position start = startCapture("c");
            database.run("truncate table " + t("c"), "insert into " + t("c") + " values (2, 'b', 2)");

            List<Change> changes = changesFrom(start, 1);

            Change.Truncate truncate = changes.stream()
                    .filter(Change.Truncate.class::isInstance)
                    .map(Change.Truncate.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertEquals(id("c"), truncate.table());
        }

        @Test
        void aPositionIsReadBackFromItsText() throws Exception {
            startCapture("c");
            Position now = source.now();
            assertEquals(0, now.compareTo(source.position(now.text())));
            ConnectorException e =
                    assertThrows(ConnectorException.class, () -> source.position("yesterday at tea time"));
            assertFalse(e.isRecoverable());
        }
    }

    /** The hand-over from load to changes: see the package's first decision. */
    @Nested
    class HandOver {

        @Test
        void imageAndLaterChangesMakeTheSourceOfAKeyedTable() throws Exception {
            assumeCapture();
            handOver(true);
        }

        @Test
        void imageAndLaterChangesMakeTheSourceOfATableWithoutKey() throws Exception {
            assumeCapture();
            handOver(false);
        }

        private void handOver(boolean keyed) throws Exception {
            database.run("create table " + t("h") + " (id int not null" + (keyed ? " primary key" : "")
                    + ", s varchar(50), n int)");
            if (!keyed) {
                database.run(logOldRows(id("h")).toArray(String[]::new));
            }
            insertMany("h", 4000);
            Position start = startCapture("h");
            AtomicBoolean stop = new AtomicBoolean();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> writers = new ArrayList<>();
            for (int w = 0; w < 3; w++) {
                int writer = w;
                Thread thread = new Thread(() -> write(writer, stop, failure));
                thread.setDaemon(true);
                writers.add(thread);
            }
            writers.forEach(Thread::start);

            // the changes are read while the table loads, and what the image does not hold is kept aside
            Copy rows = new Copy(keyed);
            Cache cached = new Cache(start);
            try (ChangeReader changes = source.changes(capture, start)) {
                untilCached(50, changes, cached, failure);
                TableImage image;
                try (RowReader reader = open("h", 2048)) {
                    image = source.image(reader.image().text());
                    assertEquals(reader.image().text(), image.text());
                    for (var batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                        rowsOf(batch.get()).forEach(r -> rows.add(values(r)));
                        changes.next(Duration.ofMillis(1)).forEach(cached::add);
                    }
                }
                untilCached(cached.rows.size() + 50, changes, cached, failure);
                end(writers, stop);
                Position end = source.now();
                Eventually.eventually(() -> "changes up to " + end.text() + ", seen " + cached.reached.text(), () -> {
                    changes.next(WAIT).forEach(cached::add);
                    return cached.reached.compareTo(end) >= 0;
                });
                assertEquals(null, failure.get());
                int held = 0;
                for (RowChange change : cached.rows) {
                    if (image.holds(change)) {
                        held++;
                    } else {
                        rows.apply(change);
                    }
                }
                assertTrue(held > 0, "the test must have had changes before the image");
                assertTrue(held < cached.rows.size(), "the test must have had changes after the image");
            } finally {
                end(writers, stop);
            }

            Map<List<Object>, Integer> expected = new HashMap<>();
            readAll("h", 1 << 16).forEach(r -> expected.merge(values(r), 1, Integer::sum));
            assertEquals(expected, rows.counts);
        }

        private void untilCached(int wanted, ChangeReader changes, Cache cached, AtomicReference<Throwable> failure) {
            Eventually.eventually(() -> wanted + " changes, seen " + cached.rows.size(), () -> {
                if (failure.get() != null) {
                    throw new AssertionError("a writer failed", failure.get());
                }
                changes.next(WAIT).forEach(cached::add);
                return cached.rows.size() >= wanted;
            });
        }

        private void end(List<Thread> writers, AtomicBoolean stop) throws InterruptedException {
            stop.set(true);
            for (Thread writer : writers) {
                writer.join(60_000);
                assertFalse(writer.isAlive(), "a writer hangs");
            }
        }

        /** Changes kept aside, and how far the log was told: a place is told once, so whoever waits for it must not have missed it. */
        private static final class Cache {

            private final List<RowChange> rows = new ArrayList<>();
            private Position reached;

            Cache(Position start) {
                this.reached = start;
            }

            void add(Change change) {
                if (change instanceof RowChange row) {
                    rows.add(row);
                }
                reached = change.position();
            }
        }

        /** A table's rows, each with how often it is there; with a key, also by it. */
        private final class Copy {

            private final boolean keyed;
            private final Map<List<Object>, Integer> counts = new HashMap<>();
            private final Map<Object, List<Object>> byKey = new HashMap<>();

            Copy(boolean keyed) {
                this.keyed = keyed;
            }

            void add(List<Object> row) {
                counts.merge(row, 1, Integer::sum);
                if (keyed) {
                    assertEquals(null, byKey.put(row.get(0), row), () -> "doubled " + row);
                }
            }

            void apply(RowChange change) {
                if (change.operation() != Operation.INSERT) {
                    Row before = change.before().isNone() ? change.after() : change.before();
                    List<Object> old = keyed ? byKey.remove(before.value(0)) : values(before);
                    assertTrue(old != null && counts.containsKey(old), () -> "no row for " + change);
                    counts.computeIfPresent(old, (row, count) -> count == 1 ? null : count - 1);
                }
                if (change.operation() != Operation.DELETE) {
                    add(values(change.after()));
                }
            }
        }

        /** Each writer has ids of its own residue, so that writers never wait for each other for long. */
        private void write(int writer, AtomicBoolean stop, AtomicReference<Throwable> failure) {
            Random random = new Random(writer);
            int fresh = 100_000 + writer;
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                while (!stop.get()) {
                    try {
                        fresh = unit(writer, random, fresh, statement);
                    } catch (SQLTransactionRollbackException e) {
                        connection.rollback(); // a deadlock of writers that lock more than their rows
                        continue;
                    }
                    if (random.nextInt(8) == 0) {
                        connection.rollback();
                    } else {
                        connection.commit();
                    }
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        }

        private int unit(int writer, Random random, int from, Statement statement) throws SQLException {
            int fresh = from;
            for (int i = 0; i < 3; i++) {
                int id = random.nextInt(1300) * 3 + writer;
                switch (random.nextInt(6)) {
                    case 0 -> statement.execute("delete from " + t("h") + " where id = " + id);
                    case 1 -> {
                        statement.execute("insert into " + t("h") + " values (" + fresh + ", 'new', 1)");
                        fresh += 3;
                    }
                    case 2 -> {
                        statement.execute("update " + t("h") + " set id = " + fresh + " where id = " + id);
                        fresh += 3;
                    }
                    default ->
                        statement.execute("update " + t("h") + " set n = n + 1, s = 'w" + random.nextInt(1000)
                                + "' where id = " + id);
                }
            }
            return fresh;
        }
    }

    // ---- words of the tests

    protected final Source source() {
        return source;
    }

    protected final TableId id(String name) {
        return new TableId(SCHEMA, name);
    }

    /** A table's name as SQL writes it. */
    protected final String t(String name) {
        return database.quote(id(name));
    }

    protected final Position startCapture(String... tables) {
        capture = new CaptureRequest(
                "contract_capture",
                Arrays.stream(tables).map(this::id).collect(Collectors.toSet()),
                new ListMemory(),
                false);
        return source.startCapture(capture);
    }

    protected final CaptureRequest capture() {
        return capture;
    }

    protected final RowReader open(String table, int batchBytes) {
        TableSchema schema = source.schema(id(table));
        return source.rows(new ReadRequest(
                schema, schema.columns(), Set.of(), batchBytes, capture == null ? "" : capture.captureName()));
    }

    protected final List<Row> readAll(String table, int batchBytes) {
        try (RowReader reader = open(table, batchBytes)) {
            return drain(reader);
        }
    }

    /** Everything from a position until that many row changes and the commit of the last have come. */
    protected final List<Change> changesFrom(Position from, int rowChanges) {
        try (ChangeReader reader = source.changes(capture, from)) {
            return take(reader, rowChanges);
        }
    }

    private List<Change> take(ChangeReader reader, int rowChanges) {
        List<Change> all = new ArrayList<>();
        Eventually.eventually(() -> rowChanges + " row changes, seen " + all, () -> {
            all.addAll(reader.next(WAIT));
            List<Change> inTransactions =
                    all.stream().filter(c -> !(c instanceof Change.Progress)).toList();
            return rowChanges(all).size() >= rowChanges
                    && inTransactions.get(inTransactions.size() - 1) instanceof Change.Commit;
        });
        return all;
    }

    private List<Change> changesUntil(Position from, Position to) {
        List<Change> all = new ArrayList<>();
        try (ChangeReader reader = source.changes(capture, from)) {
            AtomicReference<Position> reached = new AtomicReference<>(from);
            Eventually.eventually(() -> "changes up to " + to.text() + ", seen " + all, () -> {
                reader.next(WAIT).forEach(c -> {
                    all.add(c);
                    reached.set(c.position());
                });
                return reached.get().compareTo(to) >= 0;
            });
        }
        return all;
    }

    protected static List<RowChange> rowChanges(List<? extends Change> changes) {
        return changes.stream()
                .filter(RowChange.class::isInstance)
                .map(RowChange.class::cast)
                .toList();
    }

    protected static List<Row> drain(RowReader reader) {
        List<Row> rows = new ArrayList<>();
        for (var batch = reader.next(); batch.isPresent(); batch = reader.next()) {
            assertEquals(List.of(), reader.rejected());
            rows.addAll(rowsOf(batch.get()));
        }
        return rows;
    }

    protected static List<Row> rowsOf(RowBatch batch) {
        RowBatch.Columns columns = (RowBatch.Columns) batch;
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            rows.add(columns.row(i));
        }
        return rows;
    }

    protected static List<Object> values(Row row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.value(i));
        }
        return values;
    }

    private static Map<Object, Row> byId(List<Row> rows) {
        Map<Object, Row> byId = new TreeMap<>();
        rows.forEach(r -> assertEquals(null, byId.put(r.value(0), r), "came twice"));
        return byId;
    }

    private static List<String> names(TableSchema schema) {
        return schema.columns().stream().map(Column::name).toList();
    }

    private static List<Object> longs(int from, int to) {
        List<Object> longs = new ArrayList<>();
        for (long i = from; i <= to; i++) {
            longs.add(i);
        }
        return longs;
    }

    private void insertMany(String table, int rows) throws SQLException {
        List<String> inserts = new ArrayList<>();
        for (int from = 0; from < rows; from += 500) {
            StringBuilder sql = new StringBuilder("insert into " + t(table) + " values ");
            for (int i = from; i < Math.min(rows, from + 500); i++) {
                sql.append(i == from ? "" : ",").append("(" + i + ", 'row " + i + "', " + i * 2 + ")");
            }
            inserts.add(sql.toString());
        }
        database.run(inserts.toArray(String[]::new));
    }

    private void assumeCapture() {
        assumeTrue(connector().capabilities().contains(Capability.CAPTURE));
    }

    private static EndpointSettings with(EndpointSettings e, int port, String password) {
        return new EndpointSettings(
                e.endpointArn(),
                e.engineName(),
                e.serverName(),
                port,
                e.username(),
                password,
                e.databaseName(),
                e.sslMode(),
                e.certificatePem(),
                e.attributes());
    }
}
