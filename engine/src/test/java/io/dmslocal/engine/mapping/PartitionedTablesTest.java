package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.mapping.Selection.Decision;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.TableMappings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where partitions are tables too, each row is in one table of a task. */
class PartitionedTablesTest {

    /** sales: s_2023, s_2024 (partitioned itself: s_2024_a, s_2024_b), s_rest; empty: nothing. */
    private static final List<SourceTable> TABLES = List.of(
            partitioned("sales", ""),
            partition("s_2023", "sales"),
            partitioned("s_2024", "sales"),
            partition("s_2024_a", "s_2024"),
            partition("s_2024_b", "s_2024"),
            partition("s_rest", "sales"),
            partitioned("empty", ""),
            new SourceTable(id("plain"), false));

    /** Rules: {@code +} includes, {@code =} takes explicitly, {@code -} excludes. */
    @ParameterizedTest(name = "{0} takes {1}")
    @CsvSource(
            delimiter = '>',
            value = {
                "+%                     > plain s_2023 s_2024_a s_2024_b s_rest",
                "+sales                 > sales",
                "=sales                 > sales",
                "+sal%                  > sales",
                "+sales +s[_]2023       > sales",
                "+% =sales              > plain sales",
                "+%s% -s[_]2023         > s_2024_a s_2024_b s_rest",
                "+%s% -s[_]2024         > s_2023 s_2024_a s_2024_b s_rest",
                "+%s% -s[_]%            > sales",
                "+sal% +s[_]2023        > sales",
                "+% =s[_]2024           > plain s_2023 s_2024 s_rest",
                "+s[_]2024%             > s_2024_a s_2024_b",
                "+s[_]2024              > s_2024",
                "+s[_]2024_a            > s_2024_a",
                "+empt%                 > ''",
                "+empty                 > empty",
            })
    void eachRowIsInOneTable(String rules, String taken) {
        assertEquals(taken, taken(rules, Set.of()));
    }

    /** A task that goes on has tables: what becomes of partitioned ones, when rules by themselves would say otherwise. */
    @ParameterizedTest(name = "{0} of a task with {1} takes {2}")
    @CsvSource(
            delimiter = '>',
            value = {
                "+sal% +s[_]202%           > s_2023 s_2024_a s_2024_b        > s_2023 s_2024_a s_2024_b",
                "+sal% +s[_]2023           > s_2023                          > s_2023",
                "+sal% +s[_]2023           > sales                           > sales",
                "+%                        > sales plain                     > plain sales",
                "+%                        > s_2024                          > plain s_2023 s_2024 s_rest",
                "+% =sales                 > s_2023 s_rest                   > plain sales",
                "+empt%                    > empty                           > empty",
            })
    void whatATaskHasStaysAsItIs(String rules, String has, String taken) {
        Set<TableId> earlier = Arrays.stream(has.strip().split(" +"))
                .map(PartitionedTablesTest::id)
                .collect(Collectors.toSet());

        assertEquals(taken, taken(rules, earlier));
    }

    private static String taken(String rules, Set<TableId> earlier) {
        Selection selection =
                new Selection(TableMappings.parse(document(rules)).value().orElseThrow(), "full-load-and-cdc");
        List<Decision> each = TABLES.stream()
                .map(table -> selection.decide(table.table(), false))
                .toList();
        return selection.settled(each, SourceTable.partitions(TABLES), earlier).stream()
                .filter(Decision::isTaken)
                .map(decision -> decision.table().name())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static String document(String rules) {
        StringBuilder json = new StringBuilder("{\"rules\":[");
        int id = 0;
        for (String rule : rules.strip().split(" +")) {
            String action = switch (rule.charAt(0)) {
                case '+' -> "include";
                case '=' -> "explicit";
                default -> "exclude";
            };
            json.append(id++ == 0 ? "" : ",")
                    .append("{\"rule-type\":\"selection\",\"rule-id\":\"" + id + "\",\"rule-name\":\"" + id
                            + "\",\"rule-action\":\"" + action
                            + "\",\"object-locator\":{\"schema-name\":\"public\",\"table-name\":\"" + rule.substring(1)
                            + "\"}}");
        }
        return json.append("]}").toString();
    }

    private static TableId id(String name) {
        return new TableId("public", name);
    }

    private static SourceTable partitioned(String name, String of) {
        return new SourceTable(id(name), false, true, of.isEmpty() ? Optional.empty() : Optional.of(id(of)));
    }

    private static SourceTable partition(String name, String of) {
        return new SourceTable(id(name), false, false, Optional.of(id(of)));
    }
}
