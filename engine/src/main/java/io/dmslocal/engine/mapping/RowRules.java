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
 */
public record RowRules(
        Optional<CharacterSubstitution> substitution, Set<String> touched, RowPredicate where, boolean flagsDeletes) {

    public static final RowRules NONE = new RowRules(Optional.empty(), Set.of(), RowPredicate.ALL, false);

    public RowRules {
        touched = Set.copyOf(touched);
    }
}
