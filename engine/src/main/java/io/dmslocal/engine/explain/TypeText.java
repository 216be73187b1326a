package io.dmslocal.engine.explain;

import io.dmslocal.engine.record.DmsType;

/** A DMS type for people: {@code NUMERIC(12,2)}, {@code WSTRING(30)}, {@code DATETIME(6)}. */
final class TypeText {

    private TypeText() {}

    static String of(DmsType type) {
        return switch (type.kind()) {
            case NUMERIC ->
                type.precision() == 0 ? "NUMERIC" : "NUMERIC(" + type.precision() + "," + type.scale() + ")";
            case TIME, DATETIME -> type.kind() + "(" + type.scale() + ")";
            default -> type.length() == 0 ? type.kind().name() : type.kind() + "(" + type.length() + ")";
        };
    }
}
