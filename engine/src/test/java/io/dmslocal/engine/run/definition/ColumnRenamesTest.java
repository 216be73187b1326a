package io.dmslocal.engine.run.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.mapping.Transformation;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.definition.ColumnRenames.Step;
import io.dmslocal.engine.settings.TableMappings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The way of a target's table from one definition to the next. */
class ColumnRenamesTest {

    @Test
    void whereNobodyKnowsTheTargetGuesses() {
        assertEquals(List.of("id,a", "id,z"), way("id,a", "id,z", Optional.empty()));
    }

    @Test
    void whatIsKnownIsNotGuessed() {
        assertEquals(List.of("id,a", "id,z"), way("id,a", "id,z", Optional.of(Map.of("z", "a"))));
        assertEquals(List.of("id,a", "id", "id,z"), way("id,a", "id,z", Optional.of(Map.of())));
        assertEquals(List.of("id,a", "id,a,b"), way("id,a", "id,a,b", Optional.of(Map.of())));
    }

    @Test
    void swappedColumnsStepAside() {
        assertEquals(
                List.of("id,a,b", "id,dms_renaming_a,dms_renaming_b", "id,b,a"),
                way("id,a,b", "id,b,a", Optional.of(Map.of("a", "b", "b", "a"))));
    }

    @Test
    void aColumnGoesBeforeAnotherTakesItsName() {
        assertEquals(List.of("id,a,b", "id,b", "id,a"), way("id,a,b", "id,a", Optional.of(Map.of("a", "b"))));
    }

    @Test
    void aColumnThatIsMadeAnewGoesFirst() {
        assertEquals(List.of("id,a,b", "id,b", "id,b,a"), way("id,a,b", "id,b,a", Optional.of(Map.of("a", ""))));
    }

    @Test
    void aKeyThatIsMadeAnewIsTold() {
        assertEquals(List.of("id"), ColumnRenames.keysMadeAnew(mapping("id,a"), mapping("a,id"), Map.of("id", "")));
        assertEquals(List.of(), ColumnRenames.keysMadeAnew(mapping("id,a"), mapping("id,a"), Map.of("a", "")));
    }

    @Test
    void oneAlterationComesAfterTheOther() {
        Map<String, String> first = ColumnRenames.then(Map.of("aside", "a"), Map.of("a", "b"));

        assertEquals(Map.of("a", "b", "b", "a"), ColumnRenames.then(first, Map.of("b", "aside")));
        assertEquals(Map.of("z", ""), ColumnRenames.then(Map.of("a", ""), Map.of("z", "a")));
    }

    private static List<String> way(String before, String after, Optional<Map<String, String>> renamed) {
        List<Step> steps = ColumnRenames.steps(mapping(before), mapping(after), renamed);
        List<String> way = new ArrayList<>();
        way.add(names(steps.get(0).before()));
        steps.forEach(step -> way.add(names(step.after())));
        return way;
    }

    private static String names(TableSchema schema) {
        return schema.columns().stream().map(Column::name).collect(Collectors.joining(","));
    }

    private static TableMapping mapping(String names) {
        List<Column> columns = Arrays.stream(names.split(","))
                .map(name -> new Column(name, DmsType.of(DmsType.Kind.INT4), "int", true))
                .toList();
        return new Transformation(TableMappings.NONE, "")
                .of(new TableSchema(new TableId("shop", "t"), columns, List.of("id")));
    }
}
