package io.dmslocal.engine.mapping;

/** What is done to one value, in the form of a {@link io.dmslocal.engine.record.Row}, on its way to one target column. */
@FunctionalInterface
public interface Step {

    /** @param value never null and never absent: those pass every step as they are */
    Object of(Object value) throws Unworkable;
}
