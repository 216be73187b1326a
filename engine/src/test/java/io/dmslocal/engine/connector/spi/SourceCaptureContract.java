package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Position;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every source that can be followed must tell of its changes. */
public abstract class SourceCaptureContract extends SourceReadContract {

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
}
