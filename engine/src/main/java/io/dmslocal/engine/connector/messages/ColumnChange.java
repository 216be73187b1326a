package io.dmslocal.engine.connector.messages;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became of one column.
 *
 * @param oldName of a renamed column; else empty
 */
record ColumnChange(Kind kind, String name, String oldName) {

    enum Kind {
        ADD("add-column"),
        DROP("drop-column"),
        RENAME("rename-column"),
        TYPE("column-type-change");

        private final String operation;

        Kind(String operation) {
            this.operation = operation;
        }

        String operation() {
            return operation;
        }

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * In the order of the columns, gone ones first. A log shows definitions, not statements: a column that went while another of the same type came in its
     * place counts as renamed.
     */
    static List<ColumnChange> between(TableSchema before, TableSchema after) {
        List<ColumnChange> changes = new ArrayList<>();
        boolean sameCount = before.columns().size() == after.columns().size();
        for (int i = 0; i < before.columns().size(); i++) {
            Column old = before.columns().get(i);
            if (after.indexOf(old.name()).isEmpty()) {
                Optional<Column> heir = sameCount ? heir(before, after, i) : Optional.empty();
                changes.add(heir.map(column -> new ColumnChange(Kind.RENAME, column.name(), old.name()))
                        .orElse(new ColumnChange(Kind.DROP, old.name(), "")));
            }
        }
        for (int i = 0; i < after.columns().size(); i++) {
            Column now = after.columns().get(i);
            int was = before.indexOf(now.name()).orElse(-1);
            if (was >= 0) {
                if (!before.columns().get(was).type().equals(now.type())) {
                    changes.add(new ColumnChange(Kind.TYPE, now.name(), ""));
                }
            } else if (changes.stream()
                    .noneMatch(c -> c.kind() == Kind.RENAME && c.name().equals(now.name()))) {
                changes.add(new ColumnChange(Kind.ADD, now.name(), ""));
            }
        }
        return List.copyOf(changes);
    }

    private static Optional<Column> heir(TableSchema before, TableSchema after, int place) {
        Column candidate = after.columns().get(place);
        boolean isNew = before.indexOf(candidate.name()).isEmpty();
        return isNew && candidate.type().equals(before.columns().get(place).type())
                ? Optional.of(candidate)
                : Optional.empty();
    }
}
