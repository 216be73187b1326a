package io.dmslocal.engine.mapping.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

/** Filters on a row: all of them, of each any of its conditions; NULL satisfies no comparison. */
public final class ReferenceFilter {

    private ReferenceFilter() {}

    /** @param row by column; a filter on a column that is not there leaves out nothing */
    public static boolean takes(List<JsonNode> filters, Map<String, Object> row) {
        for (JsonNode filter : filters) {
            String column = filter.path("column-name").asText();
            if (!row.containsKey(column)) {
                continue;
            }
            boolean any = false;
            for (JsonNode condition : filter.path("filter-conditions")) {
                any |= holds(condition, row.get(column));
            }
            if (!any) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(JsonNode condition, Object value) {
        String operator = condition.path("filter-operator").asText();
        if (operator.equals("null") || operator.equals("notnull")) {
            return (value == null) == operator.equals("null");
        }
        if (value == null) {
            return false;
        }
        int to = compare(value, condition.path("value").asText());
        int toStart = compare(value, condition.path("start-value").asText());
        int toEnd = compare(value, condition.path("end-value").asText());
        return switch (operator) {
            case "eq" -> to == 0;
            case "noteq" -> to != 0;
            case "lte", "ste" -> to <= 0;
            case "gte" -> to >= 0;
            case "between" -> toStart >= 0 && toEnd <= 0;
            case "notbetween" -> toStart < 0 || toEnd > 0;
            default -> throw new IllegalArgumentException(operator);
        };
    }

    /** By the column's type; 0 where nothing is given, which no operator then looks at. */
    private static int compare(Object value, String given) {
        if (value instanceof String text) {
            return Integer.signum(compareTexts(text, given));
        }
        if (given.isEmpty()) {
            return 0;
        }
        if (value instanceof LocalDate day) {
            return Integer.signum(day.compareTo(LocalDate.parse(given)));
        }
        if (value instanceof LocalDateTime time) {
            String full = given.length() == 10 ? given + " 00:00:00" : given;
            return Integer.signum(time.compareTo(LocalDateTime.parse(full.replace(' ', 'T'))));
        }
        return new BigDecimal(value.toString()).compareTo(new BigDecimal(given));
    }

    private static int compareTexts(String a, String b) {
        int[] left = a.codePoints().toArray();
        int[] right = b.codePoints().toArray();
        return java.util.Arrays.compare(left, right);
    }
}
