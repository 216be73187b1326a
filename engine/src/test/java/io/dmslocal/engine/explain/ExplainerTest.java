package io.dmslocal.engine.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.Loss;
import io.dmslocal.engine.explain.Explanation.Mapped;
import io.dmslocal.engine.explain.Explanation.MappedColumn;
import io.dmslocal.engine.explain.Explanation.Note;
import io.dmslocal.engine.explain.Explanation.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of tables, through DMS types to the target's. */
class ExplainerTest {

    private static final String ALL = "{'rule-type': 'selection', 'rule-id': '100', 'rule-name': 'all',"
            + " 'rule-action': 'include', 'object-locator': {'schema-name': '%', 'table-name': '%'}}";

    private static final String POSTGRES = """
            'source': {'engineName': 'postgres', 'catalogue': [{'schema': 's', 'table': 't', 'primaryKey': ['id'], 'columns': [
              {'name': 'id', 'type': 'bigint'}, {'name': 'amount', 'type': 'numeric'}, {'name': 'at', 'type': 'timestamptz'},
              {'name': 'note', 'type': 'text'}, {'name': 'ok', 'type': 'boolean'}, {'name': 'code', 'type': 'varchar(20)', 'nullable': false}]}]}""";

    private static final String MYSQL = """
            'source': {'engineName': 'mysql', 'catalogue': [{'schema': 's', 'table': 't', 'primaryKey': ['id'], 'columns': [
              {'name': 'id', 'type': 'bigint unsigned'}, {'name': 'kind', 'type': 'json'},
              {'name': 'seen', 'type': 'timestamp'}, {'name': 'long', 'type': 'time'}]}]}""";

    @Test
    void typesGoThroughDmsTypesToTheTargetsAndLossesAreTold() {
        Mapped mapped = mapped("'targetEngineName': 'mysql', " + POSTGRES);

        assertEquals(
                List.of("INT8", "NUMERIC(28,6)", "DATETIME(6)", "NCLOB", "STRING(5)", "WSTRING(20)"),
                mapped.columns().stream().map(MappedColumn::dmsType).toList());
        assertEquals(
                List.of("BIGINT", "DECIMAL(28,6)", "DATETIME(6)", "LONGTEXT", "VARCHAR(5)", "VARCHAR(20)"),
                mapped.columns().stream().map(MappedColumn::targetType).toList());
        assertEquals(List.of("precision"), losses(mapped, "amount"));
        assertEquals(List.of("time-zone"), losses(mapped, "at"));
        assertEquals(List.of("lob-limit"), losses(mapped, "note"));
        assertEquals(List.of("boolean-as-text"), losses(mapped, "ok"));
        assertEquals(List.of(), losses(mapped, "code"));
        assertEquals(
                "CREATE TABLE `s`.`t` (`id` BIGINT NOT NULL, `amount` DECIMAL(28,6) NULL, `at` DATETIME(6) NULL,"
                        + " `note` LONGTEXT NULL, `ok` VARCHAR(5) NULL, `code` VARCHAR(20) NOT NULL, PRIMARY KEY (`id`))"
                        + " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
                mapped.statements().get(1));
    }

    @Test
    void whatAnotherEngineHasIsMappedToo() {
        Mapped mapped = mapped("'targetEngineName': 'postgres', " + MYSQL);

        assertEquals("UINT8", mapped.columns().get(0).dmsType());
        assertEquals("BIGINT", mapped.columns().get(0).targetType());
        assertEquals(List.of("text-only", "lob-limit"), losses(mapped, "kind"));
        assertEquals(List.of("unsigned"), losses(mapped, "id"));
        assertEquals(List.of("time-zone", "zero-date"), losses(mapped, "seen"));
        assertEquals(List.of("time-as-text"), losses(mapped, "long"));
    }

    @Test
    void withinAFamilyTypesStayAsTheyAreAndLoseNothing() {
        Mapped mapped = mapped("'targetEngineName': 'aurora-postgresql', 'taskSettings': {'TargetMetadata':"
                + " {'FullLobMode': true}}, " + POSTGRES);

        assertEquals(
                List.of("bigint", "numeric", "timestamp with time zone", "text", "boolean", "character varying(20)"),
                mapped.columns().stream().map(MappedColumn::targetType).toList());
        assertTrue(mapped.columns().stream().allMatch(column -> column.losses().isEmpty()), mapped.toString());
    }

    @Test
    void lobsAreCutKeptOrLeftOutAsTheTaskSays() {
        String settings = "'taskSettings': {'TargetMetadata': {'SupportLobs': false}}, ";
        String whole = "{'rule-type': 'table-settings', 'rule-id': '1', 'rule-name': '1',"
                + " 'object-locator': {'schema-name': 's', 'table-name': 't'}, 'lob-settings': {'mode': 'unlimited'}}";
        Explanation leftOut = explained("", settings + POSTGRES);
        Explanation kept = explained(whole, settings + POSTGRES);

        MappedColumn note =
                leftOut.tables().get(0).mapped().orElseThrow().columns().get(3);
        assertEquals("lob-left-out", note.change().code());
        assertEquals("", note.target());
        assertEquals(
                "note",
                kept.tables().get(0).mapped().orElseThrow().columns().get(3).target());
        assertEquals(List.of(), losses(kept.tables().get(0).mapped().orElseThrow(), "note"));
        assertEquals("acts", kept.rules().get(0).verdict().code());
    }

    @Test
    void aTypeThatARuleGivesIsTheTargetsAndNarrowingIsTold() {
        String retype = "{'rule-type': 'transformation', 'rule-id': '1', 'rule-name': '1', 'rule-target': 'column',"
                + " 'rule-action': 'change-data-type', 'data-type': {'type': 'string', 'length': 5},"
                + " 'object-locator': {'schema-name': 's', 'table-name': 't', 'column-name': 'code'}}";
        Mapped mapped = table(retype, "'targetEngineName': 'postgres', " + POSTGRES)
                .mapped()
                .orElseThrow();

        MappedColumn code = mapped.columns().get(5);
        assertEquals("STRING(5)", code.targetDmsType());
        assertEquals("VARCHAR(5)", code.targetType());
        assertEquals("retyped", code.change().code());
        assertEquals(List.of("length"), code.losses().stream().map(Loss::code).toList());
    }

    @Test
    void columnsThatAreLeftOutOrAddedSayByWhichRule() {
        String rules = "{'rule-type': 'transformation', 'rule-id': '1', 'rule-name': '1', 'rule-target': 'column',"
                + " 'rule-action': 'remove-column', 'object-locator': {'schema-name': 's', 'table-name': 't', 'column-name': 'id'}},"
                + " {'rule-type': 'transformation', 'rule-id': '2', 'rule-name': '2', 'rule-target': 'column',"
                + " 'rule-action': 'add-column', 'value': 'shout', 'expression': 'upper($code)',"
                + " 'data-type': {'type': 'string', 'length': 20}, 'object-locator': {'schema-name': 's', 'table-name': 't'}}";
        Mapped mapped = table(rules, "'targetEngineName': 'mysql', " + POSTGRES)
                .mapped()
                .orElseThrow();

        assertEquals("removed", mapped.columns().get(0).change().code());
        assertEquals("lost", mapped.keyNote().code());
        assertEquals(List.of(), mapped.key());
        MappedColumn added = mapped.columns().get(6);
        assertEquals("added", added.change().code());
        assertEquals("shout", added.target());
        assertEquals("VARCHAR(20)", added.targetType());
        assertEquals(List.of("amount", "at", "note", "ok", "code", "shout"), mapped.targetColumns());
    }

    @Test
    void anEngineWithoutAConnectorIsSaidAndDmsTypesServeInsteadOfItsOwn() {
        String oracle = POSTGRES.replace("'postgres'", "'oracle'").replaceAll("'type': '[^']*'", "'dmsType': 'int8'");
        Explanation explanation = explained("", "'targetEngineName': 'redshift', " + oracle);

        assertTrue(
                codes(explanation.notes()).contains("no-connector"),
                explanation.notes().toString());
        assertEquals(
                "INT8",
                explanation
                        .tables()
                        .get(0)
                        .mapped()
                        .orElseThrow()
                        .columns()
                        .get(0)
                        .targetDmsType());
        assertEquals(
                List.of("unreadable"),
                codes(explained("", POSTGRES.replace("'postgres'", "'oracle'"))
                        .tables()
                        .get(0)
                        .notes()));
    }

    @Test
    void aStreamGetsNoTables() {
        Explanation explanation = explained("", "'targetEngineName': 'kinesis', " + POSTGRES);

        assertEquals(List.of("stream"), codes(explanation.notes()));
        assertEquals(
                List.of(), explanation.tables().get(0).mapped().orElseThrow().statements());
    }

    @Test
    void whatFailsTheTaskIsSaidBeforeItStarts() {
        String same = "{'rule-type': 'transformation', 'rule-id': '1', 'rule-name': '1', 'rule-target': 'table',"
                + " 'rule-action': 'rename', 'value': 'one', 'object-locator': {'schema-name': 's', 'table-name': '%'}}";
        String two = "'source': {'engineName': 'postgres', 'catalogue': ["
                + "{'schema': 's', 'table': 'a', 'columns': [{'name': 'id', 'type': 'int'}]},"
                + "{'schema': 's', 'table': 'b', 'columns': [{'name': 'id', 'type': 'int'}]}]}";

        assertEquals(List.of("one-target"), codes(explained(same, two).notes()));
        assertEquals(
                List.of("no-source-key"),
                codes(explained(same, two).tables().get(0).notes()));
        assertEquals(
                List.of("no-tables"),
                codes(Asked.explained("{'tableMappings': {}, " + two + "}").notes()));
    }

    @Test
    void aRuleForFilesIsSaidToDoNothing() {
        String tags = "{'rule-type': 'post-processing', 'rule-id': '1', 'rule-name': '1', 'rule-action': 'add-tag',"
                + " 'object-locator': {'schema-name': 's', 'table-name': 't'}, 'tag-set': [{'key': 'k', 'value': 'v'}]}";

        Explanation explanation = explained(tags, POSTGRES);

        assertEquals(List.of("without-effect"), codes(explanation.notes()));
        assertEquals("without-effect", explanation.rules().get(0).verdict().code());
        assertEquals(0, explanation.rules().get(0).count());
    }

    private static Mapped mapped(String members) {
        Table table = table("", members);
        return table.mapped().orElseThrow(() -> new AssertionError(table.notes().toString()));
    }

    private static Table table(String rules, String members) {
        return explained(rules, members).tables().get(0);
    }

    private static Explanation explained(String rules, String members) {
        return Asked.explained(
                "{'tableMappings': {'rules': [" + rules + (rules.isEmpty() ? "" : ", ") + ALL + "]}, " + members + "}");
    }

    private static List<String> losses(Mapped mapped, String column) {
        return mapped.columns().stream()
                .filter(each -> each.source().equals(column))
                .flatMap(each -> each.losses().stream())
                .map(Loss::code)
                .toList();
    }

    private static List<String> codes(List<Note> notes) {
        return notes.stream().map(Note::code).toList();
    }
}
