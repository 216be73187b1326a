package io.dmslocal.engine.entity;

import java.util.Locale;

/** What a state of an entity is called. */
public interface HasStatus {

    /** AWS's word. It is the record's name, in small letters, where the record does not say another. */
    default String status() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
