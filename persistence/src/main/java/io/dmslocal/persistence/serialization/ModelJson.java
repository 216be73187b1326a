package io.dmslocal.persistence.serialization;
/** . */
public final class ModelJson {
    private ModelJson() {}
}
