package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.RowPredicate;
import java.util.Optional;
import java.util.Set;

/**
 * What concerns a table's rows as a whole.
 *
 * @param substitution of characters, before anything else; empty where CharacterSetSettings asks for none
 * @param touched names of the source's columns whose values are looked at or changed: those travel as their DMS types say, never in a database's own
 *     form
 * @param where which rows are taken
 * @param flagsDeletes whether an expression calls operation_indicator: a deleted row then stays on the target, flagged
 * @param masked names of the source's columns that a data-masking rule names, also where another rule removes the column or acts in its place
 */
public record RowRules(
        Optional<CharacterSubstitution> substitution,
        Set<String> touched,
        RowPredicate where,
        boolean flagsDeletes,
        Set<String> masked) {

    public static final RowRules NONE = new RowRules(Optional.empty(), Set.of(), RowPredicate.ALL, false, Set.of());

    public RowRules {
        touched = Set.copyOf(touched);
        masked = Set.copyOf(masked);
    }

    /** The same for a definition that lacks what the filters ask for. */
    RowRules unfiltered() {
        return new RowRules(substitution, touched, RowPredicate.ALL, flagsDeletes, masked);
    }
}
