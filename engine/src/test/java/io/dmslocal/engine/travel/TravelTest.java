package io.dmslocal.engine.travel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Time;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Commit;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.settings.TimeTravelSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which changes a target has, and when lines become objects. */
class TravelTest {

    private static final Instant START = Instant.parse("2024-02-03T04:59:00Z");
    private static final TableSchema ORDERS = new TableSchema(
            new TableId("shop", "orders"),
            List.of(new Column("id", DmsType.of(DmsType.Kind.INT4), "integer", false)),
            List.of("id"));

    private record At(long place) implements Position {

        @Override
        public String text() {
            return "0/" + Long.toHexString(place);
        }

        @Override
        public int compareTo(Position other) {
            return Long.compare(place, ((At) other).place);
        }
    }

    private static Transaction transaction(long id) {
        return new Transaction(id, START);
    }

    private static RowChange row(long transaction, long id) {
        return new RowChange(
                ORDERS,
                Operation.INSERT,
                Row.NONE,
                new Row(new Object[] {id}),
                transaction(transaction),
                1,
                new At(id));
    }

    private static Commit end(long transaction) {
        return new Commit(transaction(transaction), new At(transaction * 100));
    }

    @Nested
    class OfTheTarget {

        private final AppliedChanges applied = new AppliedChanges();

        private List<String> taken() {
            return applied.take().stream()
                    .map(change -> change instanceof RowChange row
                            ? "row " + row.after().value(0)
                            : "end " + change.transaction().id())
                    .toList();
        }

        @Test
        void onlyWhatIsCommittedIsThereEachTransactionWithItsEnd() {
            applied.ended(end(1));
            applied.ended(end(2));
            applied.given(List.of(row(1, 10), row(1, 11), row(2, 20)));
            assertEquals(List.of(), taken());

            applied.committed();

            assertEquals(List.of("row 10", "row 11", "end 1", "row 20", "end 2"), taken());
            assertEquals(List.of(), taken());
        }

        @Test
        void whatIsRefusedOrTakenBackIsNotThere() {
            RowChange refused = row(1, 11);
            applied.ended(end(1));
            applied.given(List.of(row(1, 10), refused));
            applied.refused(refused);
            applied.committed();
            applied.given(List.of(row(2, 20)));
            applied.takenBack();
            applied.committed();

            assertEquals(List.of("row 10", "end 1"), taken());
        }

        @Test
        void aTransactionThatIsCommittedInPartsEndsOnce() {
            applied.given(List.of(row(1, 10)));
            applied.committed();
            assertEquals(List.of("row 10"), taken());

            applied.ended(end(1));
            applied.given(List.of(row(1, 11)));
            applied.committed();

            assertEquals(List.of("row 11", "end 1"), taken());
        }

        @Test
        void aTransactionWithoutARowThereDoesNotEndThere() {
            applied.ended(end(1));
            applied.ended(end(2));
            applied.given(List.of(row(2, 20)));
            applied.committed();

            assertEquals(List.of("row 20", "end 2"), taken());
        }

        @Test
        void rowsOfABatchComeInAnotherOrderAndEachTransactionEndsBehindItsLast() {
            applied.ended(end(1));
            applied.ended(end(2));
            applied.ended(end(3));
            applied.given(List.of(row(3, 30), row(1, 10), row(3, 31), row(1, 11)));
            applied.committed();

            assertEquals(List.of("row 30", "row 10", "row 31", "end 3", "row 11", "end 1"), taken());
        }

        @Test
        void rowsThatAreNoChangesOfTheSourceAreNotTold() {
            RowChange repaired = new RowChange(
                    ORDERS, Operation.INSERT, Row.NONE, new Row(new Object[] {1L}), Transaction.NONE, 1, new At(1));
            applied.given(List.of(repaired));
            applied.committed();

            assertEquals(List.of(), taken());
        }
    }

    @Nested
    class Objects {

        private final List<String> warnings = new ArrayList<>();
        private final KeptObjects bucket = new KeptObjects();
        private final Time time = Time.standingAt(START.toString());

        private TravelLog log(boolean failsTask) {
            String given = """
                    {"TTSettings": {"EnableTT": true, "FailTaskOnTTFailure": %s, "TTS3Settings": {"BucketName": "b"}}}""".formatted(failsTask);
            TimeTravelSettings settings = TaskSettings.complete(given, "cdc")
                    .map(TaskSettings::parse)
                    .value()
                    .orElseThrow()
                    .timeTravel();
            return new TravelLog(settings, "arn", bucket, warnings::add, time);
        }

        @Test
        void anHourThatIsOverIsWrittenAlsoWhenNothingComes() {
            TravelLog log = log(true);
            log.keep(TravelLog.CAPTURED, row(1, 10));
            log.look();
            assertEquals(Map.of(), bucket.all());

            time.passes(Duration.ofMinutes(1));
            log.look();
            log.look();

            List<String> names = List.copyOf(bucket.all().keySet());
            assertEquals(1, names.size(), names::toString);
            assertTrue(names.get(0).startsWith("b/dms-time-travel-logs/arn/2024/02/03/04/"), names::toString);
        }

        @Test
        void anObjectThatHasGrownIsWrittenBeforeItsHourIsOver() {
            TravelLog log = log(true);
            Change large = new RowChange(
                    ORDERS,
                    Operation.INSERT,
                    Row.NONE,
                    new Row(new Object[] {"x".repeat(40_000)}),
                    transaction(1),
                    1,
                    new At(1));
            for (int i = 0; i < 500; i++) {
                log.keep(TravelLog.CAPTURED, large);
                log.look();
            }
            log.finish();

            assertTrue(bucket.all().size() > 1, "all is in one object");
            assertEquals(
                    500,
                    TravelLines.of(bucket.all().values())
                            .rows(TravelLog.CAPTURED)
                            .size());
        }

        @Test
        void whatCannotBeKeptIsToldOnceUnlessItFailsTheTask() {
            bucket.goAway();
            TravelLog patient = log(false);
            for (int i = 0; i < 3; i++) {
                patient.keep(TravelLog.CAPTURED, row(1, 10));
                patient.finish();
            }
            assertEquals(1, warnings.size(), warnings::toString);
            assertTrue(warnings.get(0).contains("no such bucket"), warnings.get(0));

            TravelLog strict = log(true);
            strict.keep(TravelLog.CAPTURED, row(1, 10));
            assertThrows(TravelLog.NotKept.class, strict::finish);
        }
    }
}
