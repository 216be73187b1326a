package io.dmslocal.engine.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One way in which a table's definition changes on a source, and what each kind of target must show of it afterwards. In texts, {@code {t}} is the table, which
 * has the columns {@code id int primary key, a int, b varchar(20)} and the rows 1 and 2 when it is there before.
 *
 * @param isThere whether the table is made and loaded before
 * @param statements on the source
 * @param tables on a relational target: {@code name: columns; rows}, {@code name: missing}
 * @param kept the same, where the task's policies keep all DDL away
 * @param told what a stream says of the table, rows that are loaded like those that are inserted
 */
record DdlKind(
        String name,
        boolean isThere,
        List<String> statements,
        List<String> tables,
        List<String> kept,
        List<String> told) {

    private static final String ALTER = "alter table shop.{t} ";
    private static final String INSERT = "insert into shop.{t} values ";
    private static final String BEFORE = "{t}: id,a,b; 1|10|x; 2|20|y";
    private static final String RENAMED = "{t}_to: id,a,b; 1|10|x; 2|20|y; 3|30|z";
    private static final String GONE = "{t}: missing";
    /** Renamings that two columns take to get each other's name at once: both step aside first. */
    private static final int ASIDE = 4;

    /**
     * @param isPostgres whether the source's SQL is PostgreSQL's; else it is MariaDB's
     * @param isTold whether the source's log tells each statement; else only how the table is with its next row
     */
    static List<DdlKind> all(boolean isPostgres, boolean isTold) {
        List<DdlKind> kinds = new ArrayList<>();
        kinds.add(new DdlKind(
                "created",
                false,
                List.of("create table shop.{t} (id int primary key, a int, b varchar(20))", INSERT + "(3, 30, 'z')"),
                List.of("{t}: id,a,b; 3|30|z"),
                List.of("{t}: id,a,b; 3|30|z"),
                List.of("create-table {t}", "insert {\"id\":3,\"a\":30,\"b\":\"z\"}")));
        kinds.add(there("dropped", "drop table shop.{t}")
                .shows(GONE)
                .keeps(BEFORE)
                .tells("drop-table {t}"));
        // who is not told goes on under the old name until the new one is seen
        String[] renamed = isTold ? new String[] {BEFORE, RENAMED} : new String[] {RENAMED};
        kinds.add(there(
                        "renamed",
                        ALTER + "rename to " + (isPostgres ? "" : "shop.") + "{t}_to",
                        "insert into shop.{t}_to values (3, 30, 'z')")
                .shows(renamed)
                .keeps(renamed)
                .tells(
                        isTold
                                ? new String[] {
                                    "rename-table {t}_to",
                                    "create-table {t}_to",
                                    "insert {\"id\":1,\"a\":10,\"b\":\"x\"}",
                                    "insert {\"id\":2,\"a\":20,\"b\":\"y\"}",
                                    "insert {\"id\":3,\"a\":30,\"b\":\"z\"}"
                                }
                                : new String[0]));
        kinds.add(there("truncated", "truncate table shop.{t}", INSERT + "(3, 30, 'z')")
                .shows("{t}: id,a,b; 3|30|z")
                .keeps(BEFORE + "; 3|30|z")
                .tells("truncate-table {t}", "insert {\"id\":3,\"a\":30,\"b\":\"z\"}"));
        kinds.add(there("column_added", ALTER + "add column c int", INSERT + "(3, 30, 'z', 300)")
                .shows("{t}: id,a,b,c; 1|10|x|null; 2|20|y|null; 3|30|z|300")
                .keeps(BEFORE + "; 3|30|z")
                .tells("add-column {t}", "insert {\"id\":3,\"a\":30,\"b\":\"z\",\"c\":300}"));
        // a default is not carried, and rows that were there have no value in the log
        kinds.add(there(
                        "column_with_default",
                        ALTER + "add column c int default 7",
                        "insert into shop.{t} (id, a, b) values (3, 30, 'z')")
                .shows("{t}: id,a,b,c; 1|10|x|null; 2|20|y|null; 3|30|z|7")
                .keeps(BEFORE + "; 3|30|z")
                .tells("add-column {t}", "insert {\"id\":3,\"a\":30,\"b\":\"z\",\"c\":7}"));
        kinds.add(there(
                        "column_not_null",
                        ALTER + "add column c int not null default 5",
                        "insert into shop.{t} (id, a, b) values (3, 30, 'z')")
                .shows("{t}: id,a,b,c; 1|10|x|null; 2|20|y|null; 3|30|z|5")
                .keeps(BEFORE + "; 3|30|z")
                .tells("add-column {t}", "insert {\"id\":3,\"a\":30,\"b\":\"z\",\"c\":5}"));
        kinds.add(there("column_dropped", ALTER + "drop column b", INSERT + "(3, 30)")
                .shows("{t}: id,a; 1|10; 2|20; 3|30")
                .keeps(BEFORE + "; 3|30|null")
                .tells("drop-column {t}", "insert {\"id\":3,\"a\":30}"));
        kinds.add(there("column_renamed", ALTER + "rename column a to z", INSERT + "(3, 30, 'z')")
                .shows("{t}: id,z,b; 1|10|x; 2|20|y; 3|30|z")
                .keeps(BEFORE + "; 3|null|z")
                .tells("rename-column {t}", "insert {\"id\":3,\"z\":30,\"b\":\"z\"}"));
        String retype = ALTER + (isPostgres ? "alter column a type " : "modify column a ");
        kinds.add(there("column_widened", retype + "bigint", INSERT + "(3, 3000000000, 'z')")
                .shows(BEFORE + "; 3|3000000000|z")
                .keeps(BEFORE)
                .tells("column-type-change {t}", "insert {\"id\":3,\"a\":3000000000,\"b\":\"z\"}"));
        kinds.add(there("column_retyped", retype + "varchar(30)", INSERT + "(3, 'thirty', 'z')")
                .shows(BEFORE + "; 3|thirty|z")
                .keeps(BEFORE)
                .tells("column-type-change {t}", "insert {\"id\":3,\"a\":\"thirty\",\"b\":\"z\"}"));
        kinds.add(there("several_at_once", ALTER + "drop column b, add column c int", INSERT + "(3, 30, 300)")
                .shows("{t}: id,a,c; 1|10|null; 2|20|null; 3|30|300")
                .keeps(BEFORE + "; 3|30|null")
                .tells("drop-column {t}", "add-column {t}", "insert {\"id\":3,\"a\":30,\"c\":300}"));
        kinds.add(there("nothing_changed", ALTER + "alter column b set default 'q'", INSERT + "(3, 30, 'z')")
                .shows(BEFORE + "; 3|30|z")
                .keeps(BEFORE + "; 3|30|z")
                .tells("insert {\"id\":3,\"a\":30,\"b\":\"z\"}"));
        kinds.addAll(ofNamesThatMove(isPostgres, isTold));
        return kinds;
    }

    /** Where a name is another column's afterwards. */
    private static List<DdlKind> ofNamesThatMove(boolean isPostgres, boolean isTold) {
        List<DdlKind> kinds = new ArrayList<>();
        List<String> renamed = new ArrayList<>(Collections.nCopies(isTold ? 3 : ASIDE, "rename-column {t}"));
        renamed.add("insert {\"id\":3,\"b\":30,\"a\":\"z\"}");
        kinds.add(there(
                        "columns_swapped",
                        ALTER + "rename column a to tmp",
                        ALTER + "rename column b to a",
                        ALTER + "rename column tmp to b",
                        "insert into shop.{t} (id, a, b) values (3, 'z', 30)")
                .shows("{t}: id,b,a; 1|10|x; 2|20|y; 3|30|z")
                .keeps(BEFORE)
                .tells(renamed.toArray(String[]::new)));
        kinds.add(there(
                        "column_made_anew",
                        ALTER + "drop column a, add column a int",
                        "insert into shop.{t} (id, a, b) values (3, 30, 'z')")
                .shows("{t}: id,b,a; 1|x|null; 2|y|null; 3|z|30")
                .keeps(BEFORE + "; 3|30|z")
                .tells("drop-column {t}", "add-column {t}", "insert {\"id\":3,\"b\":\"z\",\"a\":30}"));
        kinds.add(there(
                        "tables_swapped",
                        "create table shop.{t}_b (id int primary key, n int)",
                        "insert into shop.{t}_b values (7, 70)",
                        ALTER + "rename to " + (isPostgres ? "" : "shop.") + "{t}_tmp",
                        "alter table shop.{t}_b rename to " + (isPostgres ? "" : "shop.") + "{t}",
                        "alter table shop.{t}_tmp rename to " + (isPostgres ? "" : "shop.") + "{t}_b",
                        "insert into shop.{t} values (8, 80)",
                        "insert into shop.{t}_b values (3, 30, 'z')")
                .shows("{t}: id,n; 7|70; 8|80", "{t}_b: id,a,b; 1|10|x; 2|20|y; 3|30|z")
                .keeps("{t}: id,n; 7|70; 8|80", "{t}_b: id,a,b; 1|10|x; 2|20|y; 3|30|z")
                .tells());
        if (!isPostgres) {
            kinds.add(there(
                            "column_takes_a_name",
                            ALTER + "rename column a to b, drop column b",
                            "insert into shop.{t} values (3, 30)")
                    .shows("{t}: id,b; 1|10; 2|20; 3|30")
                    .tells("drop-column {t}", "rename-column {t}", "insert {\"id\":3,\"b\":30}"));
            kinds.add(there(
                            "columns_swapped_at_once",
                            ALTER + "add column c int",
                            "insert into shop.{t} values (3, 30, 'z', 300)",
                            ALTER + "rename column a to c, rename column c to a",
                            "insert into shop.{t} (id, a, b, c) values (4, 400, 'q', 40)")
                    .shows("{t}: id,c,b,a; 1|10|x|null; 2|20|y|null; 3|30|z|300; 4|40|q|400")
                    .keeps(BEFORE + "; 3|30|z; 4|400|q")
                    .tells(
                            "add-column {t}",
                            "insert {\"id\":3,\"a\":30,\"b\":\"z\",\"c\":300}",
                            "rename-column {t}",
                            "rename-column {t}",
                            "rename-column {t}",
                            "rename-column {t}",
                            "insert {\"id\":4,\"c\":40,\"b\":\"q\",\"a\":400}"));
        }
        return kinds;
    }

    private static DdlKind there(String name, String... statements) {
        return new DdlKind(name, true, List.of(statements), List.of(), List.of(), List.of());
    }

    private DdlKind shows(String... expected) {
        return new DdlKind(name, isThere, statements, List.of(expected), kept, told);
    }

    private DdlKind keeps(String... expected) {
        return new DdlKind(name, isThere, statements, tables, List.of(expected), told);
    }

    private DdlKind tells(String... expected) {
        return new DdlKind(name, isThere, statements, tables, kept, List.of(expected));
    }

    /** A text of this kind with the table's name in it. */
    String named(String text) {
        return text.replace("{t}", name);
    }
}
