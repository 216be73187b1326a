package io.dmslocal.engine.run.definition;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What became of a source's columns since definitions that the target has left behind. Rows of these may come again, after an interruption: a name says
 * nothing then, another column may have it by now.
 *
 * @param left the alterations that were followed, in the order of the log
 */
public record PastNames(List<Left> left) {

    public static final PastNames NONE = new PastNames(List.of());

    /** No column has it: control characters are allowed in no database's names that rules could name. */
    private static final String WENT = "\u0000";

    /**
     * An alteration.
     *
     * @param until rows before it have the older definition
     * @param moved columns' names after it by those before; empty for a column that went. Those that stayed are not there
     */
    public record Left(Position until, Map<String, String> moved) {}

    public PastNames {
        left = List.copyOf(left);
    }

    /**
     * @param renamed old names of columns by their new ones, empty for one that was made anew; empty where nobody knows: a name that is gone is then a column that
     *     went
     */
    public static Map<String, String> moved(
            TableSchema before, TableSchema after, Optional<Map<String, String>> renamed) {
        Map<String, String> known = renamed.orElse(Map.of());
        Map<String, String> moved = new HashMap<>();
        for (Column column : before.columns()) {
            String name = column.name();
            boolean stays = after.indexOf(name).isPresent() && !known.containsKey(name);
            if (!stays) {
                moved.put(name, "");
            }
        }
        known.forEach((name, old) -> {
            if (before.indexOf(old).isPresent()) {
                moved.put(old, name);
            }
        });
        return moved;
    }

    /**
     * One more alteration.
     *
     * @param place no row before it comes again
     */
    public PastNames and(Left next, Position place) {
        List<Left> all = new ArrayList<>(left);
        all.add(next);
        all.removeIf(one -> one.moved().isEmpty() || one.until().compareTo(place) <= 0);
        return new PastNames(all);
    }

    /** A definition that rows have there, with its columns under the names that they have now. */
    public TableSchema now(TableSchema then, Position at) {
        List<Left> since =
                left.stream().filter(one -> at.compareTo(one.until()) < 0).toList();
        if (since.isEmpty()) {
            return then;
        }
        UnaryOperator<String> name = column -> {
            String now = column;
            for (Left one : since) {
                String next = one.moved().getOrDefault(now, now);
                if (next.isEmpty()) {
                    return WENT + column;
                }
                now = next;
            }
            return now;
        };
        return new TableSchema(
                then.table(),
                then.columns().stream()
                        .map(column -> column.renamed(name.apply(column.name())))
                        .toList(),
                then.key().stream().map(name).toList(),
                then.collation(),
                then.keyForm());
    }
}
