package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Finds members of a rule that were probably meant to be others. A member that is like none is left alone, as on the real service; one that is nearly another, which is
 * missing, would leave a filter or a locator out in silence.
 */
final class Misspellings {

    /** From so many letters on, two may be wrong. */
    private static final int LONG = 8;

    /** Members of an object by their names, with what an object or each of a list in them may hold. */
    private record Members(Map<String, Members> known) {

        static Members of(String names) {
            Map<String, Members> known = new TreeMap<>();
            for (String name : names.split(" ")) {
                known.put(name, new Members(Map.of()));
            }
            return new Members(known);
        }

        Members with(String member, Members held) {
            known.put(member, held);
            return this;
        }
    }

    private static final Members FILTER = Members.of("filter-type column-name filter-conditions")
            .with("filter-conditions", Members.of("filter-operator value start-value end-value"));

    private static final Members RULE = Members.of("rule-type rule-id rule-name rule-action rule-target object-locator"
                    + " filters load-order value old-value expression data-type primary-key-def before-image-def parallel-load"
                    + " lob-settings mapping-parameters target-table-name kafka-target-topic tag-set source-function"
                    + " target-function")
            .with(
                    "object-locator",
                    Members.of("schema-name table-name column-name table-type data-type table-tablespace-name"
                            + " index-tablespace-name"))
            .with("filters", FILTER)
            .with("data-type", Members.of("type length precision scale"))
            .with("primary-key-def", Members.of("name origin columns"))
            .with("before-image-def", Members.of("column-prefix column-suffix column-filter"))
            .with(
                    "parallel-load",
                    Members.of("type columns boundaries segment-names partitions subpartitions number-of-partitions"
                            + " collection-count-from-metadata max-records-skip-per-page batch-size"))
            .with("lob-settings", Members.of("mode bulk-max-size"))
            .with(
                    "mapping-parameters",
                    Members.of(
                            "partition-key-type partition-key-name partition-key exclude-columns attribute-mappings"))
            .with("tag-set", Members.of("key value"));

    private Misspellings() {}

    /** A sentence about each in a rule. */
    static Stream<String> in(JsonNode rule) {
        return in(rule, RULE, "");
    }

    /** @param path of the object, with a dot at its end */
    private static Stream<String> in(JsonNode json, Members members, String path) {
        if (json.isArray()) {
            return StreamSupport.stream(json.spliterator(), false).flatMap(element -> in(element, members, path));
        }
        return json.properties().stream().flatMap(member -> {
            Members held = members.known().get(member.getKey());
            return held == null
                    ? meant(json, member, members, path).stream()
                    : in(member.getValue(), held, path + member.getKey() + ".");
        });
    }

    private static Optional<String> meant(
            JsonNode json, Map.Entry<String, JsonNode> member, Members members, String path) {
        String written = member.getKey();
        if (member.getValue().isNull()) {
            return Optional.empty();
        }
        return members.known().keySet().stream()
                .filter(known -> !json.has(known) && isNear(written, known))
                .findFirst()
                .map(known -> "The member " + path + written + " is not known; did you mean " + path + known + "?");
    }

    private static boolean isNear(String written, String known) {
        return Spelling.errors(written, known) <= (known.length() < LONG ? 1 : 2);
    }
}
