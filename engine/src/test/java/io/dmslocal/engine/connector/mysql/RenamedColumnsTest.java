package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.mysql.LogTable.LogColumn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenamedColumnsTest {

    private static final LogTable BEFORE = table("id", "a", "b", "odd name");

    @Test
    void changeAndRenameColumnName() {
        assertEquals(
                Map.of("x", "a", "y", "b"),
                RenamedColumns.of(
                        "ALTER TABLE t CHANGE A x bigint, rename column b to y", BEFORE, table("id", "x", "y")));
    }

    @Test
    void namesMayBeQuoted() {
        assertEquals(
                Map.of("an``other", "odd name"),
                RenamedColumns.of(
                        "alter table t change column if exists `odd name` `an````other` int",
                        BEFORE,
                        table("id", "an``other")));
    }

    @Test
    void namesMayBeSwapped() {
        assertEquals(
                Map.of("a", "b", "b", "a"),
                RenamedColumns.of(
                        "alter table t rename column a to b, rename column b to a", BEFORE, table("id", "a", "b")));
    }

    @Test
    void aColumnThatKeepsItsNameIsNotRenamed() {
        assertEquals(Map.of(), RenamedColumns.of("alter table t change a a bigint", BEFORE, BEFORE));
    }

    @Test
    void textsAndCommentsRenameNothing() {
        assertEquals(
                Map.of(),
                RenamedColumns.of(
                        "alter table t drop a, add x int comment 'rename column a to x' /* change a x int */",
                        BEFORE,
                        table("id", "x")));
    }

    @Test
    void aColumnThatCameUnderTheNameOfOneThatWentIsToldSo() {
        assertEquals(
                Map.of("a", ""),
                RenamedColumns.of(
                        "alter table t drop column a, drop index b, add a int", BEFORE, table("id", "b", "a")));
    }

    @Test
    void whereNamesMeetTheParserIsGivenOthers() {
        String swapped = RenamedColumns.aside("alter table t rename column a to `b`, change B a int", List.of(BEFORE));

        assertEquals("alter table t rename column a to `dms renaming b`, change B `dms renaming a` int", swapped);
        assertEquals("b", RenamedColumns.named("dms renaming b"));
        String plain = "alter table t rename column a to x, change b b bigint";
        assertEquals(plain, RenamedColumns.aside(plain, List.of(BEFORE)));
        assertEquals(
                "alter table t rename column a to `dms renaming b`, drop column b",
                RenamedColumns.aside("alter table t rename column a to b, drop column b", List.of(BEFORE)));
    }

    private static LogTable table(String... columns) {
        return new LogTable(
                "",
                "s",
                "t",
                java.util.Arrays.stream(columns)
                        .map(name -> new LogColumn(name, "int", "", true, false))
                        .toList(),
                List.of("id"),
                "");
    }
}
