package io.dmslocal.engine.run.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.MemoryDatabase.At;
import io.dmslocal.engine.run.definition.PastNames.Left;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Under which of today's names rows of older definitions are taken. */
class PastNamesTest {

    private static final String WENT = "-";

    @Test
    void rowsSinceTheAlterationAreTakenAsTheyAre() {
        PastNames past = after(10, "id,a,b", "id,b,a", Optional.of(Map.of("a", "b", "b", "a")));

        assertEquals("id,b,a", now(past, "id,b,a", 10));
        assertEquals("id,b,a", now(past, "id,a,b", 9));
    }

    @Test
    void aColumnThatWentIsNotThatWhichHasItsName() {
        PastNames anew = after(10, "id,a", "id,a", Optional.of(Map.of("a", "")));
        PastNames apart = after(10, "id,a", "id", Optional.of(Map.of()))
                .and(left(20, "id", "id,a", Optional.of(Map.of())), new At(0));

        assertEquals("id,-", now(anew, "id,a", 9));
        assertEquals("id,-", now(apart, "id,a", 9));
        assertEquals("id,a", now(apart, "id,a", 20));
    }

    @Test
    void oneAlterationComesAfterTheOther() {
        PastNames past = after(10, "id,a", "id,b", Optional.of(Map.of("b", "a")))
                .and(left(20, "id,b", "id,c", Optional.of(Map.of("c", "b"))), new At(0));

        assertEquals("id,c", now(past, "id,a", 9));
        assertEquals("id,c", now(past, "id,b", 19));
    }

    @Test
    void whereNobodyKnowsTheNamesTell() {
        assertEquals("id,-,b", now(after(10, "id,a,b", "id,z,b", Optional.empty()), "id,a,b", 9));
    }

    @Test
    void whatDoesNotComeAgainIsForgotten() {
        PastNames past = after(10, "id,a", "id", Optional.of(Map.of()));

        assertEquals(
                List.of(),
                past.and(left(20, "id", "id,b", Optional.of(Map.of())), new At(10))
                        .left());
    }

    private static PastNames after(long at, String before, String after, Optional<Map<String, String>> renamed) {
        return PastNames.NONE.and(left(at, before, after, renamed), new At(0));
    }

    private static Left left(long at, String before, String after, Optional<Map<String, String>> renamed) {
        return new Left(new At(at), PastNames.moved(schema(before), schema(after), renamed));
    }

    private static String now(PastNames past, String then, long at) {
        TableSchema now = past.now(schema(then), new At(at));
        return String.join(
                ",",
                now.columns().stream()
                        .map(column -> column.name().startsWith("\u0000") ? WENT : column.name())
                        .toList());
    }

    private static TableSchema schema(String names) {
        List<Column> columns = Arrays.stream(names.split(","))
                .map(name -> new Column(name, DmsType.of(DmsType.Kind.INT4), "int", true))
                .toList();
        return new TableSchema(new TableId("shop", "t"), columns, List.of("id"));
    }
}
