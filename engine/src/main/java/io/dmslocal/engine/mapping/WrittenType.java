package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.settings.TableMappings;
import java.util.Locale;
import java.util.Optional;

/** A rule's data-type as a DMS type. */
final class WrittenType {

    /** Fraction digits of times that name none: microseconds, which is all that travels. */
    private static final int MICROSECONDS = 6;

    private static final int MOST_DIGITS = 38;

    private WrittenType() {}

    /** Empty for the types of document targets. */
    static Optional<DmsType> of(TableMappings.DataType written) {
        String name = written.type().toUpperCase(Locale.ROOT);
        for (DmsType.Kind kind : DmsType.Kind.values()) {
            if (kind.name().equals(name)) {
                return Optional.of(of(kind, written));
            }
        }
        return Optional.empty();
    }

    private static DmsType of(DmsType.Kind kind, TableMappings.DataType written) {
        return switch (kind) {
            // AWS calls the fraction digits of times precision.
            case TIME, DATETIME ->
                DmsType.timed(
                        kind, written.precision() == 0 ? MICROSECONDS : Math.min(MICROSECONDS, written.precision()));
            case NUMERIC ->
                DmsType.numeric(
                        written.precision() == 0 && written.scale() > 0 ? MOST_DIGITS : written.precision(),
                        written.scale());
            case STRING, WSTRING, BYTES, CLOB, NCLOB, BLOB -> DmsType.sized(kind, written.length());
            default -> DmsType.of(kind);
        };
    }
}
