package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.KeyForm;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What rules come to together: a list of rules in, the target's table in one line out. */
class TransformationRulesTest {

    private static final TableSchema SOURCE = new TableSchema(
            new TableId("Hr", "Staff"),
            List.of(
                    new Column("Id", DmsType.of(Kind.INT4), "integer", false),
                    new Column("Name", DmsType.sized(Kind.STRING, 30), "varchar(30)", true),
                    new Column("Pay", DmsType.numeric(10, 2), "numeric(10,2)", true),
                    new Column("Photo", DmsType.of(Kind.BLOB), "bytea", true),
                    new Column("a-b", DmsType.of(Kind.INT2), "smallint", true)),
            List.of("Id"));

    private static final String ALL = "Hr.Staff [Id] Id INT4, Name STRING(30), Pay NUMERIC, Photo BLOB, a-b INT2";

    private static String rule(int id, String target, String action, String locator, String more) {
        return "{\"rule-type\":\"transformation\",\"rule-id\":\"" + id + "\",\"rule-name\":\"" + id
                + "\",\"rule-target\":\"" + target + "\",\"rule-action\":\"" + action
                + "\",\"object-locator\":{\"schema-name\":\"Hr\",\"table-name\":\"Staff\"" + locator + "}" + more + "}";
    }

    private static String column(int id, String action, String column, String more) {
        return rule(id, "column", action, ",\"column-name\":\"" + column + "\"", more);
    }

    private static String type(String type) {
        return ",\"data-type\":{" + type + "}";
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("no rule", List.of(), ALL),
                Arguments.of(
                        "names of one column: the lower rule-id",
                        List.of(
                                column(2, "convert-uppercase", "Name", ""),
                                column(1, "add-prefix", "N%", ",\"value\":\"x_\"")),
                        ALL.replace("Name", "x_Name")),
                Arguments.of(
                        "rename or change-data-type of one column: the lower rule-id",
                        List.of(
                                column(1, "rename", "Name", ",\"value\":\"Full\""),
                                column(2, "change-data-type", "Name", type("\"type\":\"wstring\",\"length\":9"))),
                        ALL.replace("Name", "Full")),
                Arguments.of(
                        "remove beats rename by rule-id",
                        List.of(
                                column(1, "remove-column", "Name", ""),
                                column(2, "rename", "Name", ",\"value\":\"Full\"")),
                        ALL.replace("Name STRING(30), ", "")),
                Arguments.of(
                        "a condition that does not hold lets the next rule act",
                        List.of(
                                column(1, "remove-prefix", "Name", ",\"value\":\"zz\""),
                                column(2, "add-suffix", "Name", ",\"value\":\"_s\"")),
                        ALL.replace("Name", "Name_s")),
                Arguments.of(
                        "schema, table and column each have their action",
                        List.of(
                                rule(1, "schema", "convert-lowercase", "", ""),
                                rule(2, "table", "convert-uppercase", "", ""),
                                column(3, "convert-lowercase", "%", "")),
                        "hr.STAFF [id] id INT4, name STRING(30), pay NUMERIC, photo BLOB, a-b INT2"),
                Arguments.of(
                        "a hash is longer than the column was",
                        List.of(column(1, "data-masking-hash-mask", "Name", "")),
                        ALL.replace("STRING(30)", "STRING(64)")),
                Arguments.of(
                        "a mask on top of change-data-type with a lower rule-id",
                        List.of(
                                column(1, "change-data-type", "Pay", type("\"type\":\"string\",\"length\":20")),
                                column(2, "data-masking-hash-mask", "Pay", "")),
                        ALL.replace("Pay NUMERIC", "Pay STRING(64)")),
                Arguments.of(
                        "a mask with the lower rule-id stands alone",
                        List.of(
                                column(1, "data-masking-hash-mask", "Name", ""),
                                column(2, "change-data-type", "Name", type("\"type\":\"clob\""))),
                        ALL.replace("STRING(30)", "STRING(64)")),
                Arguments.of(
                        "a mask on an added column",
                        List.of(
                                rule(
                                        1,
                                        "column",
                                        "add-column",
                                        "",
                                        ",\"value\":\"Tag\",\"expression\":\"'x'\""
                                                + type("\"type\":\"string\",\"length\":5")),
                                column(2, "data-masking-hash-mask", "Tag", "")),
                        ALL + ", Tag STRING(64)"),
                Arguments.of(
                        "two rules add one column: the lower rule-id",
                        List.of(
                                rule(
                                        2,
                                        "column",
                                        "add-column",
                                        "",
                                        ",\"value\":\"T\",\"expression\":\"1\"" + type("\"type\":\"int4\"")),
                                rule(
                                        1,
                                        "column",
                                        "add-column",
                                        "",
                                        ",\"value\":\"T\",\"expression\":\"1\"" + type("\"type\":\"int8\""))),
                        ALL + ", T INT8"),
                Arguments.of(
                        "include-column keeps what is named, and what is added",
                        List.of(
                                column(1, "include-column", "Name", ""),
                                rule(
                                        2,
                                        "column",
                                        "add-column",
                                        "",
                                        ",\"value\":\"T\",\"expression\":\"$Pay\"" + type("\"type\":\"real8\""))),
                        "Hr.Staff [] Name STRING(30), T REAL8"),
                Arguments.of(
                        "before images are named after the target's column",
                        List.of(
                                column(1, "convert-uppercase", "Name", ""),
                                column(
                                        2,
                                        "add-before-image-columns",
                                        "%",
                                        ",\"before-image-def\":{\"column-suffix\":\"_OLD\",\"column-prefix\":\"\",\"column-filter\":\"non-lob\"}")),
                        ALL.replace("Name", "NAME")
                                + ", Id_OLD INT4, NAME_OLD STRING(30), Pay_OLD NUMERIC, a-b_OLD INT2"),
                Arguments.of(
                        "before images of the key alone, by default",
                        List.of(column(2, "add-before-image-columns", "%", "")),
                        ALL + ", BI_Id INT4"),
                Arguments.of(
                        "a key by the names on the target, of added columns too",
                        List.of(
                                column(1, "rename", "Name", ",\"value\":\"Full\""),
                                rule(
                                        2,
                                        "column",
                                        "add-column",
                                        "",
                                        ",\"value\":\"T\",\"expression\":\"1\"" + type("\"type\":\"int4\"")),
                                rule(
                                        3,
                                        "table",
                                        "define-primary-key",
                                        "",
                                        ",\"primary-key-def\":{\"name\":\"pk\",\"columns\":[\"T\",\"Full\"]}")),
                        ALL.replace("[Id]", "[T, Full]").replace("Name", "Full") + ", T INT4"),
                Arguments.of(
                        "renaming by an expression over the source's names",
                        List.of(
                                column(
                                        1,
                                        "rename",
                                        "N%",
                                        ",\"expression\":\"lower($AR_M_SOURCE_COLUMN_NAME) || '_' || lower($AR_M_SOURCE_COLUMN_DATATYPE)\""),
                                rule(
                                        2,
                                        "table",
                                        "rename",
                                        "",
                                        ",\"expression\":\"$AR_M_SOURCE_SCHEMA || '_' || $AR_M_SOURCE_TABLE_NAME\"")),
                        ALL.replace("Name", "name_string").replace("Hr.Staff", "Hr.Hr_Staff")),
                Arguments.of(
                        "names with special characters stay",
                        List.of(column(1, "rename", "a-b", ",\"value\":\"x\"")),
                        ALL),
                Arguments.of(
                        "a type by the present type",
                        List.of(rule(
                                1,
                                "column",
                                "change-data-type",
                                ",\"column-name\":\"%\",\"data-type\":\"NUMERIC\"",
                                type("\"type\":\"real8\""))),
                        ALL.replace("NUMERIC", "REAL8")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void rulesComeTo(String name, List<String> rules, String expected) {
        Transformation transformation = new Transformation(mappings(rules), "");

        assertEquals(List.of(), transformation.problems(SOURCE));
        assertEquals(expected, line(transformation.of(SOURCE).target()));
    }

    private static String line(TableSchema table) {
        return table.table() + " " + table.key() + " "
                + table.columns().stream()
                        .map(c -> c.name() + " " + c.type().kind()
                                + (c.type().length() == 0 ? "" : "(" + c.type().length() + ")"))
                        .collect(Collectors.joining(", "));
    }

    static TableMappings mappings(List<String> rules) {
        List<String> all = new ArrayList<>(rules);
        all.add("{\"rule-type\":\"selection\",\"rule-id\":\"1000\",\"rule-name\":\"s\",\"rule-action\":\"include\","
                + "\"object-locator\":{\"schema-name\":\"%\",\"table-name\":\"%\"}}");
        return TableMappings.parse("{\"rules\":[" + String.join(",", all) + "]}")
                .value()
                .orElseThrow();
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of(
                        List.of(rule(
                                3,
                                "column",
                                "add-column",
                                "",
                                ",\"value\":\"T\",\"expression\":\"$Nme || 'x'\"" + type("\"type\":\"string\""))),
                        "Cannot find column Nme"),
                Arguments.of(
                        List.of(rule(
                                3,
                                "column",
                                "add-column",
                                "",
                                ",\"value\":\"NAME\",\"expression\":\"1\"" + type("\"type\":\"int4\""))),
                        "differs from column Name only by case"),
                Arguments.of(
                        List.of(column(3, "rename", "Pay", ",\"value\":\"Name\"")),
                        "Two columns of Hr.Staff become Name"),
                Arguments.of(
                        List.of(column(3, "change-data-type", "Pay", type("\"type\":\"map\""))),
                        "the data-type map is for document targets"),
                Arguments.of(
                        List.of(rule(
                                3,
                                "table",
                                "define-primary-key",
                                "",
                                ",\"primary-key-def\":{\"name\":\"pk\",\"columns\":[\"None\"]}")),
                        "needs column None"),
                Arguments.of(List.of(column(3, "include-column", "nothing", "")), "No column of Hr.Staff is left"),
                Arguments.of(
                        List.of(column(3, "remove-prefix", "Name", ",\"value\":\"Name\"")),
                        "nothing is left of the name Name"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void rulesThatDoNotFitATableAreNamed(List<String> rules, String words) {
        List<String> problems = new Transformation(mappings(rules), "").problems(SOURCE);

        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).contains(words), problems.toString());
    }

    @Test
    void whatNoRuleKeepsAndNoExpressionNamesIsLeftOutWhateverItsType() {
        Transformation removing = new Transformation(
                mappings(List.of(
                        rule(
                                1,
                                "column",
                                "change-data-type",
                                ",\"column-name\":\"Odd\",\"data-type\":\"NUMERIC\"",
                                type("\"type\":\"real8\"")),
                        column(2, "remove-column", "Odd", ""),
                        column(3, "remove-column", "Gone", ""),
                        column(4, "remove-column", "Seen", ""),
                        rule(
                                5,
                                "column",
                                "add-column",
                                "",
                                ",\"value\":\"T\",\"expression\":\"$Seen || 'x'\"" + type("\"type\":\"string\"")))),
                "");
        Transformation including = new Transformation(mappings(List.of(column(1, "include-column", "Kept", ""))), "");

        assertTrue(removing.leavesOut(SOURCE.table(), "Gone"));
        assertFalse(removing.leavesOut(SOURCE.table(), "Seen"));
        assertFalse(removing.leavesOut(SOURCE.table(), "Odd")); // not if it is a number
        assertFalse(removing.leavesOut(SOURCE.table(), "Else"));
        assertFalse(removing.leavesOut(new TableId("Hr", "Other"), "Gone"));
        assertTrue(including.leavesOut(SOURCE.table(), "Else"));
        assertFalse(including.leavesOut(SOURCE.table(), "Kept"));
    }

    @Test
    void aMaskThatARenameOverrulesIsWarnedOf() {
        TableMappings rules = mappings(List.of(
                column(1, "rename", "Name", ",\"value\":\"Full\""), column(2, "data-masking-hash-mask", "Name", "")));

        List<String> warnings = new Transformation(rules, "").warnings(SOURCE);

        assertEquals(
                List.of(
                        "column Name is NOT masked by rule 2. Rule 1 (rename) acts there already: one action per object,"
                                + " the lowest rule-id first."),
                warnings);
    }

    @Test
    void aUniqueIndexIsNamedAndItsColumnsMayBeNull() {
        TableSchema target = new Transformation(
                        mappings(
                                List.of(
                                        rule(
                                                1,
                                                "table",
                                                "define-primary-key",
                                                "",
                                                ",\"primary-key-def\":{\"name\":\"by_name\",\"origin\":\"unique-index\",\"columns\":[\"Name\"]}"))),
                        "")
                .of(SOURCE)
                .target();

        assertEquals(new KeyForm("by_name", true), target.keyForm());
        assertTrue(target.columns().get(1).nullable());
    }

    @Test
    void tagsOfFilesHaveNoEffectAndThatIsSaid() {
        String rule =
                "{\"rule-type\":\"post-processing\",\"rule-id\":\"5\",\"rule-name\":\"5\",\"rule-action\":\"add-tag\","
                        + "\"object-locator\":{\"schema-name\":\"Hr\",\"table-name\":\"%\"},"
                        + "\"tag-set\":[{\"key\":\"k\",\"value\":\"${table-name}\"}]}";
        Transformation transformation = new Transformation(mappings(List.of(rule)), "");

        assertEquals(
                List.of("Rule with ruleId = 5 has no effect: rule-type post-processing puts tags on the files of an S3"
                        + " target, and this target has none."),
                transformation.withoutEffect());
        assertEquals(ALL, line(transformation.of(SOURCE).target()));
    }

    @Test
    void tablespacesHaveNoEffectAndThatIsSaid() {
        String rule =
                "{\"rule-type\":\"transformation\",\"rule-id\":\"4\",\"rule-name\":\"4\",\"rule-target\":\"table-tablespace\","
                        + "\"rule-action\":\"rename\",\"value\":\"T2\",\"object-locator\":{\"schema-name\":\"Hr\",\"table-name\":\"%\","
                        + "\"table-tablespace-name\":\"T1\"}}";
        Transformation transformation = new Transformation(mappings(List.of(rule)), "");

        assertEquals(
                List.of("Rule with ruleId = 4 has no effect: rule-target table-tablespace is for Oracle targets."),
                transformation.withoutEffect());
        assertEquals(ALL, line(transformation.of(SOURCE).target()));
    }
}
