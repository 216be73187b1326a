package io.dmslocal.engine.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.explain.Explanation.Mapped;
import io.dmslocal.engine.explain.Explanation.MappedColumn;
import io.dmslocal.engine.explain.Explanation.Note;
import io.dmslocal.engine.explain.Explanation.Rule;
import io.dmslocal.engine.explain.Explanation.Sample;
import io.dmslocal.engine.explain.Explanation.Table;
import io.dmslocal.engine.mapping.RuleUse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An explanation for programs: beside each code stands its sentence. */
public final class ExplanationJson {

    private ExplanationJson() {}

    public static ObjectNode of(Explanation explanation) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("migrationType", explanation.subject().migrationType());
        document.putObject("source")
                .put("engineName", explanation.subject().sourceEngine())
                .put("place", explanation.subject().source());
        if (!explanation.subject().targetEngine().isEmpty()) {
            document.putObject("target")
                    .put("engineName", explanation.subject().targetEngine())
                    .put("place", explanation.subject().target());
        }
        notes(document.putArray("notes"), explanation.notes());
        ArrayNode rules = document.putArray("rules");
        explanation.rules().forEach(rule -> rule(rules.addObject(), rule));
        ArrayNode tables = document.putArray("tables");
        explanation.tables().forEach(table -> table(tables.addObject(), table));
        return document;
    }

    private static void rule(ObjectNode json, Rule rule) {
        json.put("ruleId", rule.id());
        json.put("ruleName", rule.name());
        json.put("ruleType", rule.type());
        json.put("what", rule.what());
        json.put("verdict", rule.verdict().code());
        json.put("sentence", rule.verdict().sentence());
        json.put("count", rule.count());
        texts(json.putArray("objects"), rule.objects());
        notes(json.putArray("hints"), rule.hints());
    }

    private static void table(ObjectNode json, Table table) {
        json.put("schema", table.id().schema());
        json.put("table", table.id().name());
        json.put("type", table.isView() ? "view" : "table");
        json.put("selected", table.decision().isTaken());
        json.put("verdict", code(table.decision().verdict()));
        json.put("sentence", table.decision().sentence());
        if (!table.decision().ruleId().isEmpty()) {
            json.put("ruleId", table.decision().ruleId());
        }
        if (table.decision().isTaken()) {
            json.put("loadOrder", table.decision().loadOrder());
        }
        ArrayNode uses = json.putArray("rules");
        table.uses().forEach(use -> use(uses.addObject(), use));
        notes(json.putArray("notes"), table.notes());
        table.mapped().ifPresent(mapped -> mapped(json.putObject("target"), mapped));
    }

    private static void use(ObjectNode json, RuleUse use) {
        json.put("ruleId", use.ruleId());
        json.put("level", code(use.object().level()));
        if (!use.object().column().isEmpty()) {
            json.put("column", use.object().column());
        }
        json.put("effect", code(use.effect()));
        if (!use.by().isEmpty()) {
            json.put("by", use.by());
        }
        json.put("sentence", use.sentence());
    }

    private static void mapped(ObjectNode json, Mapped mapped) {
        json.put("schema", mapped.target().schema());
        json.put("table", mapped.target().name());
        texts(json.putArray("primaryKey"), mapped.key());
        json.putObject("key")
                .put("code", mapped.keyNote().code())
                .put("sentence", mapped.keyNote().sentence());
        texts(json.putArray("filters"), mapped.filters());
        ArrayNode columns = json.putArray("columns");
        mapped.columns().forEach(column -> column(columns.addObject(), column));
        texts(json.putArray("ddl"), mapped.statements());
        mapped.sample().ifPresent(sample -> sample(json.putObject("sample"), mapped, sample));
    }

    private static void column(ObjectNode json, MappedColumn column) {
        text(json, "source", column.source());
        text(json, "sourceType", column.nativeType());
        text(json, "dmsType", column.dmsType());
        json.put("kept", !column.target().isEmpty());
        text(json, "target", column.target());
        text(json, "targetDmsType", column.targetDmsType());
        text(json, "targetType", column.targetType());
        json.put("nullable", column.nullable());
        json.put("change", column.change().code());
        json.put("sentence", column.change().sentence());
        ArrayNode losses = json.putArray("losses");
        column.losses()
                .forEach(loss -> losses.addObject().put("code", loss.code()).put("sentence", loss.sentence()));
    }

    private static void sample(ObjectNode json, Mapped mapped, Sample sample) {
        List<String> before = mapped.columns().stream()
                .map(MappedColumn::source)
                .filter(name -> !name.isEmpty())
                .toList();
        rows(json.putArray("before"), before, sample.before());
        rows(json.putArray("after"), mapped.targetColumns(), sample.after());
        notes(json.putArray("notes"), sample.notes());
    }

    private static void rows(ArrayNode json, List<String> names, List<List<Optional<String>>> rows) {
        for (List<Optional<String>> row : rows) {
            ObjectNode values = json.addObject();
            for (int i = 0; i < row.size(); i++) {
                values.put(names.get(i), row.get(i).orElse(null));
            }
        }
    }

    private static void notes(ArrayNode json, List<Note> notes) {
        notes.forEach(note -> json.addObject().put("code", note.code()).put("sentence", note.sentence()));
    }

    private static void texts(ArrayNode json, List<String> texts) {
        texts.forEach(json::add);
    }

    private static void text(ObjectNode json, String member, String text) {
        if (!text.isEmpty()) {
            json.put(member, text);
        }
    }

    private static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
