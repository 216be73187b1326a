package io.dmslocal.engine.record;

/**
 * How a target declares the key of a table that it makes.
 *
 * @param name of the constraint; empty where the database may choose it
 * @param isIndex whether it is a unique index, whose columns may be NULL, instead of the primary key
 */
public record KeyForm(String name, boolean isIndex) {

    /** The primary key, under a name that the database chooses. */
    public static final KeyForm PRIMARY = new KeyForm("", false);
}
