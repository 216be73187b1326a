package io.dmslocal.engine.run.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Time;
import io.dmslocal.engine.comparison.KeyPair;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangedKeysTest {

    private static final int MOST = 100_000;

    private final Time time = Time.standingAt("2026-01-01T00:00:00Z");

    private ChangedKeys after(Duration delay) {
        return new ChangedKeys((onSource, onTarget) -> Set.of(), time, delay, 10);
    }

    private static KeyPair key(String text) {
        return new KeyPair(List.of(text), List.of(text), List.of(text));
    }

    private static Set<KeyPair> keys(String... texts) {
        Set<KeyPair> keys = new LinkedHashSet<>();
        for (String text : texts) {
            keys.add(key(text));
        }
        return keys;
    }

    @Test
    void aChangesKeysAreThoseThatTheTableNames() {
        List<RowChange> asked = new ArrayList<>();
        ChangedKeys changed = new ChangedKeys(
                (onSource, onTarget) -> {
                    asked.add(onSource);
                    asked.add(onTarget);
                    return keys("1", "2");
                },
                time,
                Duration.ZERO,
                10);
        RowChange captured = insert("shop");
        RowChange applied = insert("mirror");

        changed.changed(captured, applied);

        assertEquals(List.of(captured, applied), asked);
        assertEquals(keys("1", "2"), changed.take(10));
    }

    private static RowChange insert(String schema) {
        TableSchema table = new TableSchema(
                new TableId(schema, "t"),
                List.of(new Column("id", DmsType.of(Kind.INT4), "int", false)),
                List.of("id"));
        return new RowChange(
                table, Operation.INSERT, Row.NONE, new Row(new Object[] {1L}), Transaction.NONE, 1, new Nowhere());
    }

    private record Nowhere() implements Position {
        @Override
        public String text() {
            return "";
        }

        @Override
        public int compareTo(Position other) {
            return 0;
        }
    }

    @Test
    void aKeyWaitsOnceHoweverOftenItsRowChanges() {
        ChangedKeys changed = after(Duration.ZERO);

        changed.changed(keys("1"));
        changed.changed(keys("1", "2"));
        changed.changed(keys("1"));

        assertEquals(2, changed.size());
        assertEquals(List.of(key("2"), key("1")), List.copyOf(changed.take(10)), "the last touched comes last");
        assertEquals(0, changed.size());
        assertEquals(Set.of(), changed.take(10));
    }

    @Test
    void aKeyIsTakenWhenItsDelayIsOverAndEachChangeBeginsItAnew() {
        ChangedKeys changed = after(Duration.ofSeconds(10));
        changed.changed(keys("1", "2"));

        time.passes(Duration.ofSeconds(9));
        changed.changed(keys("1"));
        assertEquals(Set.of(), changed.take(10));

        time.passes(Duration.ofSeconds(1));
        assertEquals(keys("2"), changed.take(10));

        time.passes(Duration.ofSeconds(9));
        assertEquals(keys("1"), changed.take(10));
    }

    @Test
    void asManyAreTakenAsAreWanted() {
        ChangedKeys changed = after(Duration.ZERO);
        changed.changed(keys("1", "2", "3"));

        assertEquals(keys("1", "2"), changed.take(2));
        assertEquals(List.of(key("3")), changed.all());
    }

    @Test
    void aKeyThatIsTooLongIsLeftToTheComparisonOfTheWholeTable() {
        ChangedKeys changed = after(Duration.ZERO);

        changed.changed(keys("12345678901", "1234567890"));

        assertEquals(keys("1234567890"), changed.take(10));
        assertFalse(changed.takeEverything());
    }

    @Test
    void tooManyKeysBecomeTheWholeTableOnce() {
        ChangedKeys changed = after(Duration.ZERO);
        Set<KeyPair> many = new LinkedHashSet<>();
        for (int i = 0; i < MOST; i++) {
            many.add(key("" + i));
        }
        changed.changed(many);
        assertFalse(changed.takeEverything());

        changed.changed(keys("5"));
        assertFalse(changed.takeEverything(), "it waits already");

        changed.changed(keys("x"));
        assertTrue(changed.takeEverything());
        assertFalse(changed.takeEverything(), "it is asked for once");
        assertEquals(0, changed.size());
    }

    @Test
    void allRowsAtOnceForgetsSingleKeys() {
        ChangedKeys changed = after(Duration.ZERO);
        changed.changed(keys("1"));

        changed.everything();

        assertTrue(changed.takeEverything());
        assertEquals(Set.of(), changed.take(10));
    }

    @Test
    void keysOfALookThatWasCutShortComeBackButDoNotDelayThoseThatChangedMeanwhile() {
        ChangedKeys changed = after(Duration.ofSeconds(10));
        changed.changed(keys("1"));
        time.passes(Duration.ofSeconds(10));

        changed.restore(keys("1", "2"));

        assertEquals(keys("1"), changed.take(10), "it has waited long enough");
        time.passes(Duration.ofSeconds(10));
        assertEquals(keys("2"), changed.take(10));
    }
}
