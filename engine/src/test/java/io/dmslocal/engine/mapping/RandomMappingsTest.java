package io.dmslocal.engine.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Documents that have been damaged at random: each is refused with a sentence, or can be worked with. */
class RandomMappingsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = 20_261_120L;

    private static final String DOCUMENT = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include","load-order":"3",
               "object-locator":{"schema-name":"s%","table-name":"[st]","table-type":"all"},
               "filters":[{"filter-type":"source","column-name":"n","filter-conditions":[
                 {"filter-operator":"between","start-value":"1","end-value":"9"},{"filter-operator":"eq","value":"12"}]}]},
              {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
               "object-locator":{"schema-name":"%","table-name":"%","column-name":"n","data-type":"int4"},
               "rule-action":"change-data-type","data-type":{"type":"numeric","precision":"9","scale":"2","length":"5"}},
              {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-target":"column",
               "object-locator":{"schema-name":"%","table-name":"%"},"rule-action":"add-column","value":"x",
               "expression":"$n || lower($t)","data-type":{"type":"string","length":50}},
              {"rule-type":"transformation","rule-id":"4","rule-name":"4","rule-target":"table",
               "object-locator":{"schema-name":"s","table-name":"t"},"rule-action":"define-primary-key",
               "primary-key-def":{"name":"p","origin":"unique-index","columns":["n"]}},
              {"rule-type":"transformation","rule-id":"5","rule-name":"5","rule-target":"column",
               "object-locator":{"schema-name":"s","table-name":"t","column-name":"t"},
               "rule-action":"replace-prefix","value":"a","old-value":"t"},
              {"rule-type":"transformation","rule-id":"6","rule-name":"6","rule-target":"column",
               "object-locator":{"schema-name":"s","table-name":"t","column-name":"%"},
               "rule-action":"add-before-image-columns","before-image-def":{"column-prefix":"B","column-filter":"all"}},
              {"rule-type":"transformation","rule-id":"7","rule-name":"7","rule-target":"column",
               "object-locator":{"schema-name":"s","table-name":"t","column-name":"t"},
               "rule-action":"data-masking-digits-mask","value":"#"},
              {"rule-type":"table-settings","rule-id":"8","rule-name":"8",
               "object-locator":{"schema-name":"s","table-name":"t"},
               "parallel-load":{"type":"ranges","columns":["n"],"boundaries":[["1"],["5"]]},
               "lob-settings":{"mode":"limited","bulk-max-size":"16"}},
              {"rule-type":"object-mapping","rule-id":"9","rule-name":"9","rule-action":"map-record-to-record",
               "object-locator":{"schema-name":"s","table-name":"t"},
               "mapping-parameters":{"partition-key-type":"attribute-name","partition-key-name":"n",
                 "exclude-columns":["t"],"attribute-mappings":[{"target-attribute-name":"a","value":{"b":"${n}"}}]}},
              {"rule-type":"post-processing","rule-id":"10","rule-name":"10","rule-action":"add-tag",
               "object-locator":{"schema-name":"s","table-name":"t"},"tag-set":[{"key":"k","value":"v"}]}]}
            """;

    private static final List<String> WORDS = List.of(
            "",
            " ",
            "%",
            "_",
            "[",
            "[]",
            "[a-",
            "a-z]",
            "$",
            "$n",
            "((",
            "'",
            "\u0000",
            "\ud800",
            "-1",
            "0",
            "1e9",
            "99999999999999999999",
            "NaN",
            "null",
            "rename",
            "remove-column",
            "exclude",
            "noteq",
            "blob",
            "map",
            "ä#/\\",
            "select 1",
            "zeroblob(99999999)",
            "x".repeat(2_000),
            "%a".repeat(50));

    private static final TableSchema TABLE = new TableSchema(
            new TableId("s", "t"),
            List.of(
                    new Column("n", DmsType.of(Kind.INT4), "int", false),
                    new Column("t", DmsType.sized(Kind.STRING, 30), "varchar(30)", true)),
            List.of("n"));

    @Test
    void everyDocumentIsRefusedOrCanBeWorkedWith() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < 3_000; i++) {
            JsonNode document = JSON.readTree(DOCUMENT);
            for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
                damage(document, random);
            }
            String text = document.toString();
            try {
                Outcome<TableMappings> parsed = TableMappings.parse(text);
                parsed.fault().map(Fault::message).ifPresent(message -> {
                    if (message.isBlank()) {
                        throw new AssertionError("no sentence");
                    }
                });
                parsed.value().ifPresent(RandomMappingsTest::work);
            } catch (RuntimeException e) {
                throw new AssertionError("document " + i + ": " + text, e);
            }
        }
    }

    private static void work(TableMappings mappings) {
        if (ExpressionCheck.fault(mappings).isPresent()) {
            return;
        }
        new Selection(mappings, "full-load").decide(TABLE.table(), false);
        Transformation transformation = new Transformation(mappings, "");
        transformation.warnings(TABLE);
        mappings.selections().forEach(rule -> SourceFilters.of(rule.filters(), TABLE));
        if (transformation.problems(TABLE).isEmpty()) {
            transformation.of(TABLE);
        }
    }

    private static void damage(JsonNode document, Random random) {
        List<ContainerNode<?>> all = new ArrayList<>();
        collect(document, all);
        ContainerNode<?> chosen = all.get(random.nextInt(all.size()));
        if (chosen instanceof ArrayNode list && !list.isEmpty()) {
            int at = random.nextInt(list.size());
            if (random.nextInt(4) == 0) {
                list.remove(at);
            } else {
                list.set(at, anything(random));
            }
        } else if (chosen instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, anything(random));
            }
        }
    }

    private static void collect(JsonNode node, List<ContainerNode<?>> all) {
        if (node instanceof ContainerNode<?> container) {
            all.add(container);
            node.forEach(member -> collect(member, all));
        }
    }

    private static JsonNode anything(Random random) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (random.nextInt(8)) {
            case 0 -> make.nullNode();
            case 1 -> make.numberNode(random.nextInt());
            case 2 -> make.booleanNode(random.nextBoolean());
            case 3 -> make.arrayNode();
            case 4 -> make.objectNode();
            case 5 -> make.arrayNode().add(make.objectNode()).add("x");
            default -> make.textNode(WORDS.get(random.nextInt(WORDS.size())));
        };
    }
}
