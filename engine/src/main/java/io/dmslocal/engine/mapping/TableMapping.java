package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.Filling.Origin.Before;
import io.dmslocal.engine.mapping.Filling.Origin.Computed;
import io.dmslocal.engine.mapping.Filling.Origin.Copied;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.RowPredicate;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the rules make of one table, worked out once when the table is first met: nothing is looked up per row.
 *
 * @param source as the source defines it
 * @param target names, columns and key on the target
 * @param fillings how {@code target.columns[i]} is filled
 * @param rules what concerns whole rows
 */
public record TableMapping(TableSchema source, TableSchema target, List<Filling> fillings, RowRules rules) {

    public TableMapping {
        fillings = List.copyOf(fillings);
    }

    /** Which of the source's columns a target's column has the values of, also when they are changed on the way; empty for those that are made here. */
    public OptionalInt sourceOf(int targetColumn) {
        return fillings.get(targetColumn).origin() instanceof Copied copied
                ? OptionalInt.of(copied.source())
                : OptionalInt.empty();
    }

    /** The target's columns that are the source's, by the source's place, -1 for those that are made here. */
    public int[] columns() {
        return java.util.stream.IntStream.range(0, fillings.size())
                .map(i -> sourceOf(i).orElse(-1))
                .toArray();
    }

    /** Places of the source's columns that a load reads: those of the target in its order, then those that only expressions need. */
    public int[] reading() {
        List<Integer> places = new ArrayList<>();
        Set<Integer> further = new LinkedHashSet<>();
        for (Filling filling : fillings) {
            if (filling.origin() instanceof Copied copied) {
                places.add(copied.source());
            } else if (filling.origin() instanceof Computed computed) {
                computed.expression()
                        .names()
                        .forEach(name -> source.indexOf(name).ifPresent(further::add));
            }
        }
        further.stream().filter(place -> !places.contains(place)).forEach(places::add);
        if (places.isEmpty()) {
            places.add(0); // something must be read to know how many rows there are
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The source's columns that a load reads. */
    public List<Column> columnsToRead() {
        return java.util.Arrays.stream(reading())
                .mapToObj(source.columns()::get)
                .toList();
    }

    /** Whether every value of a loaded row is a value of the source's row as it stands. */
    public boolean isPlain() {
        return fillings.stream().allMatch(Filling::isPlain);
    }

    /** Whether changes need no work, only a choice of columns. */
    public boolean isPlainForChanges() {
        return isPlain() && rules.where().isAll() && !rules.flagsDeletes();
    }

    /** Whether the source's values of a column are looked at or changed. */
    public boolean touches(int sourceColumn) {
        return rules.touched().contains(source.columns().get(sourceColumn).name());
    }

    public RowPredicate where() {
        return rules.where();
    }

    /** Places of the target's columns that are in its key, and not the source's key: a rule defines it. */
    public int[] ownKey() {
        return java.util.Arrays.stream(target.keyIndexes())
                .filter(place -> sourceOf(place).isEmpty()
                        || !source.key()
                                .contains(source.columns()
                                        .get(sourceOf(place).getAsInt())
                                        .name()))
                .toArray();
    }

    /** Whether a target's column takes the source's values without a look at them: they may travel in the source's own form. */
    public boolean isUntouched(int targetColumn) {
        return keepsType(targetColumn)
                && fillings.get(targetColumn).steps().isEmpty()
                && !touches(place(fillings.get(targetColumn).origin()));
    }

    /** Whether a target's column may be declared as the source's is. */
    public boolean keepsType(int targetColumn) {
        Filling.Origin origin = fillings.get(targetColumn).origin();
        if (origin instanceof Computed) {
            return false;
        }
        Column from = source.columns().get(place(origin));
        Column to = target.columns().get(targetColumn);
        return from.type().equals(to.type()) && from.nativeType().equals(to.nativeType());
    }

    private static int place(Filling.Origin origin) {
        return origin instanceof Copied copied ? copied.source() : ((Before) origin).source();
    }

    /** Whether a mask hides a column of the source, or would if the column were kept: logs do not show its values. */
    public boolean isMasked(String sourceColumn) {
        return rules.masked().contains(sourceColumn);
    }

    /** Whether a column of the target has values of a column that {@link #isMasked}, masked or not: an expression may copy them as they are. */
    public boolean tellsOfMasked(String targetColumn) {
        return target.indexOf(targetColumn).stream()
                .mapToObj(fillings::get)
                .anyMatch(filling -> filling.origin() instanceof Computed computed
                        ? computed.expression().names().stream().anyMatch(this::isMasked)
                                || filling.steps().stream().anyMatch(Mask.class::isInstance)
                        : isMasked(source.columns().get(place(filling.origin())).name()));
    }

    /** Columns of the source's key that may be said of a rejected row: what a mask hides is not. */
    public List<String> shownKey() {
        return source.key().stream().filter(column -> !isMasked(column)).toList();
    }

    /** The same onto a target whose columns differ in the form in which values travel. */
    public TableMapping to(TableSchema marked) {
        return new TableMapping(source, marked, fillings, rules);
    }

    /** The same for a source's definition of another time: columns that it does not have are left out, and so is what is made of them. */
    public TableMapping on(TableSchema other) {
        List<Column> to = new ArrayList<>();
        List<Filling> filled = new ArrayList<>();
        for (int i = 0; i < fillings.size(); i++) {
            Filling filling = fillings.get(i);
            Column column = target.columns().get(i);
            if (filling.origin() instanceof Computed computed) {
                if (!lacks(other, computed)) {
                    to.add(column);
                    filled.add(filling);
                }
                continue;
            }
            boolean before = filling.origin() instanceof Before;
            OptionalInt there =
                    other.indexOf(source.columns().get(place(filling.origin())).name());
            if (there.isPresent()) {
                int now = there.getAsInt();
                to.add(other.columns().get(now).isNative() ? column.asNative() : column);
                filled.add(new Filling(before ? new Before(now) : new Copied(now), filling.steps()));
            }
        }
        TableSchema rest = new TableSchema(target.table(), to, target.key(), target.collation(), target.keyForm());
        boolean fits = rules.where().problems(other).isEmpty();
        return new TableMapping(other, rest, filled, fits ? rules : rules.unfiltered());
    }

    /** The same without some of the source's columns; those of its key stay. */
    public TableMapping without(Predicate<Column> leftOut) {
        List<Column> to = new ArrayList<>();
        List<Filling> filled = new ArrayList<>();
        for (int i = 0; i < fillings.size(); i++) {
            Filling.Origin origin = fillings.get(i).origin();
            if (origin instanceof Computed || !isLeftOut(origin, leftOut)) {
                to.add(target.columns().get(i));
                filled.add(fillings.get(i));
            }
        }
        return new TableMapping(
                source, new TableSchema(target.table(), to, target.key(), target.collation()), filled, rules);
    }

    private boolean isLeftOut(Filling.Origin origin, Predicate<Column> leftOut) {
        int place = origin instanceof Copied copied ? copied.source() : ((Before) origin).source();
        Column column = source.columns().get(place);
        return !source.key().contains(column.name()) && leftOut.test(column);
    }

    private boolean lacks(TableSchema other, Computed computed) {
        return computed.expression().names().stream()
                .anyMatch(name ->
                        source.indexOf(name).isPresent() && other.indexOf(name).isEmpty());
    }
}
