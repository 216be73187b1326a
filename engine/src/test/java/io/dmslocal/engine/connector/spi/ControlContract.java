package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Control tables of a relational target. */
public abstract class ControlContract extends TargetFixture {

    private static final LocalDateTime TIME = LocalDateTime.of(2026, 3, 1, 12, 30, 15, 250_000_000);

    private static final List<ControlTable> ALL = List.of(
            ControlTables.APPLY_EXCEPTIONS,
            ControlTables.FULL_LOAD_EXCEPTIONS,
            ControlTables.STATUS,
            ControlTables.HISTORY,
            ControlTables.SUSPENDED_TABLES,
            ControlTables.TXN_STATE,
            ControlTables.LOOPBACK_PREVENTION,
            ControlTables.VALIDATION_FAILURES_V1,
            ControlTables.VALIDATION_FAILURES_V2);

    @Nested
    class InControlTables {

        private ControlStore store;

        @BeforeEach
        void open() {
            store = target.controlTables(SCHEMA).orElseThrow();
        }

        @Test
        void everyTableIsMadeOnceAndKeptTheSecondTime() {
            for (ControlTable table : ALL) {
                store.create(table);
                store.create(table);
                assertEquals(List.of(), store.rows(table, Map.of()), table.name());
            }
        }

        @Test
        void tasksThatBeginTogetherMakeATableOnce() {
            for (ControlTable table : ALL) {
                List<CompletableFuture<Void>> making = IntStream.range(0, 8)
                        .mapToObj(task ->
                                CompletableFuture.runAsync(() -> store.create(table), each -> new Thread(each).start()))
                        .toList();
                making.forEach(CompletableFuture::join);
                assertEquals(List.of(), store.rows(table, Map.of()), table.name());
            }
        }

        @Test
        void rowsOfATableWithoutIndexAreAddedWithTheirTexts() {
            store.put(ControlTables.APPLY_EXCEPTIONS, List.of(exception("it's", "a\\b\u0000"), exception("x", "y")));
            store.put(ControlTables.APPLY_EXCEPTIONS, List.of(exception("z", "z")));

            List<Map<String, String>> rows = store.rows(ControlTables.APPLY_EXCEPTIONS, Map.of());
            assertEquals(3, rows.size());
            assertEquals("it's", rows.get(0).get("STATEMENT"));
            assertEquals("a\\b ", rows.get(0).get("ERROR"));
            assertTrue(rows.get(0).get("ERROR_TIME").startsWith("2026-03-01 12:30:15.25"), rows.toString());
        }

        @Test
        void aRowOfTheSameKeyIsReplacedAndOthersStay() {
            store.put(ControlTables.STATUS, List.of(status("A", "FULL LOAD"), status("B", "FULL LOAD")));
            store.put(ControlTables.STATUS, List.of(status("A", "NOT RUNNING")));

            assertEquals(2, store.rows(ControlTables.STATUS, Map.of()).size());
            assertEquals(
                    "NOT RUNNING",
                    store.rows(ControlTables.STATUS, Map.of("task_name", "A"))
                            .get(0)
                            .get("task_status"));
        }

        @Test
        void rowsGoByTheirValuesAndAMissingTableHasNone() {
            store.remove(ControlTables.SUSPENDED_TABLES, Map.of("task_name", "A"));
            store.update(ControlTables.SUSPENDED_TABLES, Map.of("task_name", "B"), Map.of("task_name", "A"));
            assertEquals(List.of(), store.rows(ControlTables.SUSPENDED_TABLES, Map.of()));

            store.put(ControlTables.STATUS, List.of(status("A", "x"), status("B", "x")));
            store.remove(ControlTables.STATUS, Map.of("task_name", "A"));
            assertEquals(
                    List.of("B"),
                    store.rows(ControlTables.STATUS, Map.of()).stream()
                            .map(row -> row.get("task_name"))
                            .toList());
        }

        @Test
        void aTextThatIsTooLongIsCut() {
            store.put(ControlTables.STATUS, List.of(status("A", "long ".repeat(20))));
            assertEquals(
                    32,
                    store.rows(ControlTables.STATUS, Map.of())
                            .get(0)
                            .get("task_status")
                            .length());
        }

        @Test
        void failuresOfTheValidationAreNumberedAndTheirResultIsSet() {
            store.put(ControlTables.VALIDATION_FAILURES_V2, List.of(failure("1"), failure("2")));
            List<Map<String, String>> rows = store.rows(ControlTables.VALIDATION_FAILURES_V2, Map.of("KEY", "2"));
            long id = Long.parseLong(rows.get(0).get("RESYNC_ID"));
            store.update(
                    ControlTables.VALIDATION_FAILURES_V2, Map.of("RESYNC_RESULT", "SUCCESS"), Map.of("RESYNC_ID", id));

            Map<String, String> done = store.rows(ControlTables.VALIDATION_FAILURES_V2, Map.of("KEY", "2"))
                    .get(0);
            Map<String, String> other = store.rows(ControlTables.VALIDATION_FAILURES_V2, Map.of("KEY", "1"))
                    .get(0);
            assertEquals("SUCCESS", done.get("RESYNC_RESULT"));
            assertEquals(null, other.get("RESYNC_RESULT"));
            assertNotEquals(done.get("RESYNC_ID"), other.get("RESYNC_ID"));
        }

        @Test
        void aRowPutBesideChangesComesAndGoesWithThem() throws Exception {
            prepare(keyed, Target.Preparation.DROP_AND_CREATE, false);
            store.create(ControlTables.TXN_STATE);
            Collected refusals = new Collected();
            ChangeSettings settings = new ChangeSettings("TASK", SCHEMA, false);
            try (ChangeWriter writer = target.changes(settings)) {
                writer.put(SCHEMA, ControlTables.TXN_STATE, List.of(state("first")));
                writer.write(List.of(insert(1, "a", 1), insert(1, "twice", 1)), STRICT, refusals);
                writer.commit(refusals);
                writer.put(SCHEMA, ControlTables.TXN_STATE, List.of(state("second")));
                writer.write(List.of(insert(2, "b", 1)), STRICT, refusals);
            }

            assertEquals(1, refusals.all.size());
            assertEquals(List.of(List.of(1, "a", 1)), rows());
            assertEquals(
                    "first",
                    store.rows(ControlTables.TXN_STATE, Map.of("TASK_NAME", "T"))
                            .get(0)
                            .get("CHECKPOINT"));
        }

        @Test
        void aRowThatAnotherServersTaskHasNotCommittedKeepsNobodyWaiting() throws Exception {
            store.create(ControlTables.TXN_STATE);
            Map<String, Object> elsewhere = Map.of("SERVER_NAME", "another", "TASK_NAME", "T");
            try (ChangeWriter writer = target.changes(new ChangeSettings("TASK", SCHEMA, false))) {
                writer.put(SCHEMA, ControlTables.TXN_STATE, List.of(state("open")));

                store.remove(ControlTables.TXN_STATE, elsewhere);
                assertEquals(List.of(), store.rows(ControlTables.TXN_STATE, elsewhere));
            }
        }

        private Map<String, Object> exception(String statement, String error) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("TASK_NAME", "T");
            row.put("TABLE_OWNER", SCHEMA);
            row.put("TABLE_NAME", "t");
            row.put("ERROR_TIME", TIME);
            row.put("STATEMENT", statement);
            row.put("ERROR", error);
            return row;
        }

        private Map<String, Object> status(String task, String status) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("server_name", "s");
            row.put("task_name", task);
            row.put("task_status", status);
            row.put("status_time", TIME);
            row.put("pending_changes", 7L);
            row.put("source_current_position", null);
            return row;
        }

        private Map<String, Object> failure(String key) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("TASK_NAME", "T");
            row.put("TABLE_OWNER", SCHEMA);
            row.put("TABLE_NAME", "t");
            row.put("FAILURE_TIME", TIME);
            row.put("KEY_TYPE", "Row");
            row.put("KEY", key);
            row.put("FAILURE_TYPE", "RECORD_DIFF");
            row.put("DETAILS", "[]");
            return row;
        }

        private Map<String, Object> state(String checkpoint) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("SERVER_NAME", "s");
            row.put("TASK_NAME", "T");
            row.put("STATE_TIME", TIME);
            row.put("CHECKPOINT", checkpoint);
            return row;
        }
    }
}
