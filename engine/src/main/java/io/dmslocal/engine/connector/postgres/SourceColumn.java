package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Column;

/**
 * A source column with what its readers must know beyond {@link Column}.
 *
 * @param form how its values are read when they are not native
 * @param castWhenNative whether native values too travel as text, because the binary form holds numbers that mean something in this database
 *     only: composites, arrays of and ranges over user-defined types, names of objects
 */
record SourceColumn(Column column, ValueForm form, boolean castWhenNative) {

    /** What a load selects for this column. */
    String selected(boolean isNative) {
        String cast = isNative ? (castWhenNative ? ValueForm.CAST.cast() : "") : form.cast();
        return Sql.name(column.name()) + cast;
    }
}
