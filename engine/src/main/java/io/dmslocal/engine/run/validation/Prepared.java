package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.comparison.Obstacle;
import io.dmslocal.engine.comparison.ValidationState;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.TableSchema;
import java.util.Optional;

/**
 * How a table is compared, or why not.
 *
 * @param table empty where there is an obstacle
 */
record Prepared(Optional<ComparedTable> table, Optional<Obstacle> obstacle) {

    /** Blocking: asks both sides for the table's definition as it is now. */
    static Prepared of(ValidatedRun run, ValidatedTable table, ValidationRules rules) {
        TableMapping mapping = run.mapping(run.source().schema(table.source()));
        Optional<Obstacle> obstacle = Obstacle.of(mapping.source(), mapping.target(), rules.masked(mapping));
        if (obstacle.isPresent()) {
            return new Prepared(Optional.empty(), obstacle);
        }
        Optional<TableSchema> there = run.target().schema(mapping.target().table());
        if (there.isEmpty()) {
            return new Prepared(
                    Optional.empty(),
                    Optional.of(new Obstacle(
                            ValidationState.ERROR,
                            "The target has no table " + mapping.target().table())));
        }
        ComparedTable compared = new ComparedTable(run, mapping, there.get(), rules);
        return compared.lacksKey()
                ? new Prepared(
                        Optional.empty(),
                        Optional.of(new Obstacle(
                                ValidationState.NO_PRIMARY_KEY,
                                "The target's table does not have all columns of the key")))
                : new Prepared(Optional.of(compared), Optional.empty());
    }
}
