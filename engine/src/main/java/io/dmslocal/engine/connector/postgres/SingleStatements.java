package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.postgres.InTurn.Step;
import io.dmslocal.engine.connector.postgres.TargetTable.TargetColumn;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.Conflicts.OnDuplicateKey;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingDelete;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingRow;
import io.dmslocal.engine.record.Row;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One change as one statement with its values in it, that does what {@link TableApply} does with it; pure. */
final class SingleStatements {

    private final TargetTable target;
    private final String table;
    private final int[] key;

    SingleStatements(TargetTable target) {
        this.target = target;
        this.table = Sql.name(target.schema().table());
        this.key = target.schema().keyIndexes();
    }

    /** Empty where one statement is not enough. */
    Optional<Step> of(PendingChange change, Conflicts conflicts) {
        boolean isKeyed = key.length > 0;
        boolean mayInsert = conflicts.onMissingRow() == OnMissingRow.INSERT;
        return switch (change.operation()) {
            case INSERT -> {
                boolean upserts = isKeyed && conflicts.onDuplicateKey() == OnDuplicateKey.UPDATE;
                yield upserts
                        ? upsert(change)
                        : Optional.of(new Step(insert(ApplyStatements.present(change), change), false));
            }
            case UPDATE -> {
                if (!isKeyed || mayInsert && (change.movesKey() || !change.isWhole())) {
                    yield Optional.empty();
                }
                yield mayInsert ? upsert(change) : Optional.of(new Step(update(change), true));
            }
            case DELETE ->
                isKeyed
                        ? Optional.of(new Step(
                                "DELETE FROM " + table + byOldKey(change),
                                conflicts.onMissingDelete() == OnMissingDelete.REJECT))
                        : Optional.empty();
        };
    }

    private String insert(BitSet present, PendingChange change) {
        return "INSERT INTO " + table + " (" + names(present) + ") OVERRIDING SYSTEM VALUE VALUES ("
                + present.stream().mapToObj(i -> literal(i, change.values()[i])).collect(Collectors.joining(", "))
                + ")";
    }

    private Optional<Step> upsert(PendingChange change) {
        if (!target.hasUniqueKey()) {
            return Optional.empty();
        }
        BitSet present = ApplyStatements.present(change);
        String set = present.stream()
                .mapToObj(i -> name(i) + " = EXCLUDED." + name(i))
                .collect(Collectors.joining(", "));
        String keys = IntStream.of(key).mapToObj(this::name).collect(Collectors.joining(", "));
        return Optional.of(
                new Step(insert(present, change) + " ON CONFLICT (" + keys + ") DO UPDATE SET " + set, false));
    }

    private String update(PendingChange change) {
        BitSet set = ApplyStatements.present(change);
        if (!change.movesKey() && set.cardinality() > key.length) {
            IntStream.of(key).forEach(set::clear);
        }
        return "UPDATE " + table + " SET "
                + set.stream()
                        .mapToObj(i -> name(i) + " = " + literal(i, change.values()[i]))
                        .collect(Collectors.joining(", "))
                + byOldKey(change);
    }

    private String byOldKey(PendingChange change) {
        return IntStream.range(0, key.length)
                .mapToObj(k -> name(key[k]) + " = " + literal(key[k], change.key()[k]))
                .collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    private String literal(int column, Object value) {
        TargetColumn to = target.columns().get(column);
        return value == null || value == Row.ABSENT ? "NULL" : Sql.text(Texts.of(value)) + "::" + to.declared();
    }

    private String name(int column) {
        return Sql.name(target.columns().get(column).column().name());
    }

    private String names(BitSet present) {
        return present.stream().mapToObj(this::name).collect(Collectors.joining(", "));
    }
}
