package io.dmslocal.engine.record;

/**
 * A column of one side's table.
 *
 * @param name as the database spells it
 * @param type AWS DMS's type of the column
 * @param nativeType the declared type as its own database writes it in DDL, {@code numeric(12,2)}, {@code enum('a','b')}
 * @param nullable whether the column takes NULL
 * @param isNative whether values travel in the source's own form because both sides are of one family and nothing is done to them;
 *     see {@link DmsType}
 */
public record Column(String name, DmsType type, String nativeType, boolean nullable, boolean isNative) {

    public Column(String name, DmsType type, String nativeType, boolean nullable) {
        this(name, type, nativeType, nullable, false);
    }

    public Column asNative() {
        return new Column(name, type, nativeType, nullable, true);
    }

    public Column renamed(String newName) {
        return new Column(newName, type, nativeType, nullable, isNative);
    }

    public boolean isInLongs() {
        return !isNative && type.kind().isInLongs();
    }
}
