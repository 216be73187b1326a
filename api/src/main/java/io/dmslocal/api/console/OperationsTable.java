package io.dmslocal.api.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.api.operation.Operations.Operation;
import io.dmslocal.api.operation.Operations.Tier;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The registry for readers: README's table is its markdown, and DIFFERENCES.md has the differences. */
public record OperationsTable(Operations operations) {

    /** One entry per operation, by name: what to expect, and why not more. */
    public ArrayNode json() {
        ArrayNode table = JsonNodeFactory.instance.arrayNode();
        operations.sorted().forEach(operation -> {
            ObjectNode row = table.addObject();
            row.put("operation", operation.name());
            row.put("tier", tier(operation));
            if (!operation.reason().isEmpty()) {
                row.put("reason", operation.reason());
            }
            if (!operation.differences().isEmpty()) {
                ArrayNode differences = row.putArray("differences");
                operation.differences().forEach(differences::add);
            }
        });
        return table;
    }

    /** Counts, then a row per operation. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(count(Tier.REAL)).append(" real, ");
        text.append(count(Tier.RECORDED)).append(" recorded, ");
        text.append(count(Tier.REJECTED)).append(" rejected.\n\n| operation | tier | |\n|---|---|---|\n");
        operations
                .sorted()
                .forEach(operation -> text.append("| ")
                        .append(operation.name())
                        .append(" | ")
                        .append(tier(operation))
                        .append(" | ")
                        .append(operation.reason())
                        .append(" |\n"));
        return text.toString();
    }

    /** A row per operation that does not do all that AWS does, or does it otherwise. */
    public String differences() {
        StringBuilder text = new StringBuilder("| operation | tier | otherwise than AWS |\n|---|---|---|\n");
        operations
                .sorted()
                .filter(operation -> operation.tier() != Tier.REAL
                        || !operation.differences().isEmpty())
                .forEach(operation -> text.append("| ")
                        .append(operation.name())
                        .append(" | ")
                        .append(tier(operation))
                        .append(" | ")
                        .append(Stream.concat(Stream.of(operation.reason()), operation.differences().stream())
                                .filter(each -> !each.isEmpty())
                                .collect(Collectors.joining("; ")))
                        .append(" |\n"));
        return text.toString();
    }

    private long count(Tier tier) {
        return operations.sorted().filter(each -> each.tier() == tier).count();
    }

    private static String tier(Operation operation) {
        return operation.tier().name().toLowerCase(Locale.ROOT);
    }
}
