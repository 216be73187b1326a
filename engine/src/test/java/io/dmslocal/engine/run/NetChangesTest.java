package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NetChangesTest {

    private static final TableSchema KEYED = MemoryDatabase.schema("shop", "orders", true);
    private static final TableSchema KEYLESS = MemoryDatabase.schema("shop", "notes", false);

    private int ordinal;

    @Test
    void anInsertThatIsUpdatedIsAnInsertOfTheLastImage() {
        assertEquals(List.of("INSERT 1 b 2"), net(insert(1, "a", 1), update(1, "b", 2)));
    }

    @Test
    void updatesOfARowAreOneThatKeepsWhatTheLastDoesNotTouch() {
        assertEquals(List.of("UPDATE 1 a 2"), net(update(1, "a", 1), update(1, Row.ABSENT, 2)));
    }

    @Test
    void aRowThatCameAndWentLeavesNothing() {
        assertEquals(List.of(), net(insert(1, "a", 1), update(1, "b", 1), delete(1)));
    }

    @Test
    void aRowThatCameAndWentIsDeletedWhenItMayBeThereAlready() {
        assertEquals(List.of("DELETE 1"), text(NetChanges.of(List.of(insert(1, "a", 1), delete(1)), true)));
    }

    @Test
    void aRowThatWentAndCameIsDeletedAndInserted() {
        assertEquals(List.of("DELETE 1", "INSERT 1 b 2"), net(delete(1), insert(1, "b", 2)));
        assertEquals(List.of("DELETE 1"), net(update(1, "x", 1), delete(1), insert(1, "b", 2), delete(1)));
    }

    @Test
    void aChangeOfTheKeyIsADeleteAndAnInsert() {
        assertEquals(List.of("DELETE 1", "INSERT 2 a 1"), net(move(1, 2, "a", 1)));
        assertEquals(List.of("INSERT 2 a 1"), net(insert(1, "x", 1), move(1, 2, "a", 1)));
        assertEquals(
                List.of("DELETE 1", "DELETE 2", "INSERT 1 b 2", "INSERT 3 a 1"),
                net(move(1, 3, "a", 1), move(2, 1, "b", 2)));
    }

    @Test
    void whatDoesNotFollowIsLeftToTheTargetInItsOrder() {
        assertEquals(List.of("INSERT 1 a 1", "INSERT 1 b 2"), net(insert(1, "a", 1), insert(1, "b", 2)));
        assertEquals(List.of("DELETE 1", "UPDATE 1 b 2"), net(delete(1), update(1, "b", 2)));
        assertEquals(
                List.of("UPDATE 1 a 1", "UPDATE 2 absent 2", "DELETE 2"),
                net(update(1, "a", 1), move(1, 2, Row.ABSENT, 2), delete(2)));
    }

    @Test
    void deletesComeBeforeUpdatesAndInsertsComeLast() {
        assertEquals(
                List.of("DELETE 3", "UPDATE 2 b 1", "INSERT 1 a 1"),
                net(insert(1, "a", 1), update(2, "b", 1), delete(3)));
    }

    @Test
    void tablesWithoutAKeyStayAsTheyAre() {
        RowChange twice = change(KEYLESS, Operation.INSERT, Row.NONE, row(1L, "a", 1L));
        RowChange gone = change(KEYLESS, Operation.DELETE, row(1L, "a", 1L), Row.NONE);
        assertEquals(List.of(twice, twice, gone), NetChanges.of(List.of(twice, twice, gone), false));
    }

    @Test
    void anyMixOfChangesEndsAsIfDoneOneByOne() {
        Random random = new Random(11);
        int saved = 0;
        for (int round = 0; round < 300; round++) {
            Map<Long, Row> before = new TreeMap<>();
            for (long id = 0; id < 10; id++) {
                before.put(id, row(id, "old " + id, id));
            }
            Map<Long, Row> model = new TreeMap<>(before);
            List<RowChange> changes = new ArrayList<>();
            for (int i = random.nextInt(60); i >= 0; i--) {
                RowChange change = some(random, model);
                apply(model, change);
                changes.add(change);
            }
            List<RowChange> net = NetChanges.of(changes, false);
            Map<Long, Row> after = new TreeMap<>(before);
            net.forEach(change -> apply(after, change));
            assertEquals(shown(model), shown(after));
            saved += changes.size() - net.size();

            // once more, as after a restart in the middle: whatever was there of them
            Map<Long, Row> again = new TreeMap<>(before);
            changes.subList(0, random.nextInt(changes.size())).forEach(change -> apply(again, change));
            NetChanges.of(changes, true).forEach(change -> put(again, change));
            assertEquals(shown(model), shown(again));
        }
        assertTrue(saved > 1000, "so many changes were not needed: " + saved);
    }

    private RowChange some(Random random, Map<Long, Row> model) {
        long id = random.nextInt(20);
        long other = random.nextInt(20);
        long n = random.nextInt(100);
        if (!model.containsKey(id)) {
            return insert(id, "new " + n, n);
        }
        return switch (random.nextInt(5)) {
            case 0 -> delete(id);
            case 1 -> model.containsKey(other) ? update(id, "kept " + n, n) : move(id, other, "moved " + n, n);
            case 2 -> update(id, Row.ABSENT, n);
            default -> update(id, "changed " + n, n);
        };
    }

    /** Each must fit what is there. */
    private static void apply(Map<Long, Row> rows, RowChange change) {
        switch (change.operation()) {
            case INSERT -> assertEquals(null, rows.put(id(change.after()), change.after()), change::toString);
            case DELETE -> assertTrue(rows.remove(id(change.before())) != null, change::toString);
            case UPDATE -> {
                Row old = rows.remove(id(change.before().isNone() ? change.after() : change.before()));
                assertTrue(old != null, change::toString);
                rows.put(id(change.after()), merged(old, change.after()));
            }
        }
    }

    /** The last image wins. */
    private static void put(Map<Long, Row> rows, RowChange change) {
        if (change.operation() == Operation.DELETE) {
            rows.remove(id(change.before()));
        } else if (change.operation() == Operation.INSERT || rows.containsKey(id(change.after()))) {
            Row old = rows.getOrDefault(id(change.after()), change.after());
            rows.put(id(change.after()), merged(old, change.after()));
        }
    }

    private static Row merged(Row old, Row row) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.isAbsent(i) ? old.value(i) : row.value(i);
        }
        return new Row(values);
    }

    private static long id(Row row) {
        return (Long) row.value(0);
    }

    private List<String> net(RowChange... changes) {
        return text(NetChanges.of(List.of(changes), false));
    }

    private static List<String> text(List<RowChange> changes) {
        return changes.stream()
                .map(c -> c.operation() + " "
                        + (c.operation() == Operation.DELETE
                                ? c.before().value(0)
                                : c.after().value(0) + " " + c.after().value(1) + " "
                                        + c.after().value(2)))
                .toList();
    }

    private static List<String> shown(Map<Long, Row> rows) {
        return rows.values().stream()
                .map(row -> row.value(0) + " " + row.value(1) + " " + row.value(2))
                .toList();
    }

    private RowChange insert(long id, Object s, long n) {
        return change(KEYED, Operation.INSERT, Row.NONE, row(id, s, n));
    }

    private RowChange update(long id, Object s, long n) {
        return change(KEYED, Operation.UPDATE, Row.NONE, row(id, s, n));
    }

    private RowChange move(long old, long id, Object s, long n) {
        return change(KEYED, Operation.UPDATE, row(old, Row.ABSENT, Row.ABSENT), row(id, s, n));
    }

    private RowChange delete(long id) {
        return change(KEYED, Operation.DELETE, row(id, Row.ABSENT, Row.ABSENT), Row.NONE);
    }

    private RowChange change(TableSchema schema, Operation operation, Row before, Row after) {
        ordinal++;
        return new RowChange(
                schema,
                operation,
                before,
                after,
                new Transaction(1, java.time.Instant.EPOCH),
                ordinal,
                new MemoryDatabase.At(ordinal));
    }

    private static Row row(Object... values) {
        return new Row(values);
    }
}
