package io.dmslocal.engine.run.definition;

import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Splits the way from one definition to the next where the source's log says which columns were renamed. A target that is given two definitions takes an unknown
 * name in the place of one that is gone for a renamed column, if it has the same type; so that it has not to guess, columns go first, then they are renamed,
 * then they come and change their types.
 */
public final class ColumnRenames {

    private static final String ASIDE = "dms_renaming_";
    private static final int LONGEST_ASIDE = 12; // four bytes a character at most

    /** Two definitions of the target's table. */
    public record Step(TableSchema before, TableSchema after) {}

    private ColumnRenames() {}

    /** Two alterations, one after the other: old names by new ones, as {@link io.dmslocal.engine.record.Change.Ddl} has them. */
    public static Map<String, String> then(Map<String, String> first, Map<String, String> next) {
        Map<String, String> both = new HashMap<>(first);
        both.keySet().removeAll(next.values());
        next.forEach((name, old) -> both.put(name, first.getOrDefault(old, old)));
        return both;
    }

    /**
     * Each step may be taken once more when nothing came after it: what it did is seen. Two of them, not: a name that was moved on is free for another column.
     *
     * @param renamed of the source, old names by new ones, an empty one for a column that was made anew; empty where nobody knows, and the target is left to
     *     guess
     */
    public static List<Step> steps(TableMapping before, TableMapping after, Optional<Map<String, String>> renamed) {
        if (renamed.isEmpty()) {
            return List.of(new Step(before.target(), after.target()));
        }
        Map<String, String> names = onTarget(before, after, renamed.get());
        Set<String> anew = anew(before, after, renamed.get());
        boolean isGuessed = !before.target()
                .seemingRenames(after.target(), (old, now) -> old.type().equals(now.type()))
                .isEmpty();
        if (anew.isEmpty() && names.isEmpty() && !isGuessed) {
            return List.of(new Step(before.target(), after.target()));
        }
        // a name that goes to a renamed column, or to a new one, is not its old owner's any more
        TableSchema left = renamed(before.target(), column -> {
            boolean stays =
                    after.target().indexOf(column).isPresent() && !names.containsKey(column) && !anew.contains(column);
            return stays || names.containsValue(column) ? column : "";
        });
        Map<String, String> newNames = new HashMap<>();
        names.forEach((name, old) -> newNames.put(old, name));
        boolean isTaken =
                names.keySet().stream().anyMatch(name -> left.indexOf(name).isPresent());
        TableSchema aside =
                isTaken ? renamed(left, column -> newNames.containsKey(column) ? aside(column) : column) : left;
        TableSchema named = renamed(left, column -> newNames.getOrDefault(column, column));
        List<TableSchema> way = List.of(before.target(), left, aside, named, after.target());
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i < way.size(); i++) {
            if (!way.get(i).equals(way.get(i - 1))) {
                steps.add(new Step(way.get(i - 1), way.get(i)));
            }
        }
        return steps;
    }

    /** Databases take names of 63 bytes. */
    private static String aside(String column) {
        return ASIDE + (column.length() <= LONGEST_ASIDE ? column : Integer.toHexString(column.hashCode()));
    }

    /** Columns of the target that are made of another column of the source than before, which has the same name. */
    private static Set<String> anew(TableMapping before, TableMapping after, Map<String, String> renamed) {
        Set<String> anew = new HashSet<>();
        renamed.forEach((name, old) -> target(after, name)
                .filter(now -> old.isEmpty()
                        && target(before, name).filter(now::equals).isPresent())
                .ifPresent(anew::add));
        return anew;
    }

    /** Columns of the target's key whose values are others from here on, in all rows. */
    public static List<String> keysMadeAnew(TableMapping before, TableMapping after, Map<String, String> renamed) {
        return anew(before, after, renamed).stream()
                .filter(column -> before.target().key().contains(column)
                        || after.target().key().contains(column))
                .sorted()
                .toList();
    }

    private static Map<String, String> onTarget(TableMapping before, TableMapping after, Map<String, String> renamed) {
        Map<String, String> names = new HashMap<>();
        renamed.forEach((name, old) -> target(after, name)
                .ifPresent(now ->
                        target(before, old).filter(was -> !was.equals(now)).ifPresent(was -> names.put(now, was))));
        return names;
    }

    private static Optional<String> target(TableMapping mapping, String source) {
        int[] places = mapping.columns();
        for (int i = 0; i < places.length; i++) {
            boolean isCopied = places[i] >= 0;
            if (isCopied && mapping.source().columns().get(places[i]).name().equals(source)) {
                return Optional.of(mapping.target().columns().get(i).name());
            }
        }
        return Optional.empty();
    }

    /** @param name a column's new name; empty for one that is left out */
    private static TableSchema renamed(TableSchema schema, Function<String, String> name) {
        List<Column> columns = new ArrayList<>();
        for (Column column : schema.columns()) {
            String now = name.apply(column.name());
            if (!now.isEmpty()) {
                columns.add(now.equals(column.name()) ? column : column.renamed(now));
            }
        }
        List<String> key =
                schema.key().stream().map(name).filter(k -> !k.isEmpty()).toList();
        return new TableSchema(schema.table(), columns, key, schema.collation());
    }
}
