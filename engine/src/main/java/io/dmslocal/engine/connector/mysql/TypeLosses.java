package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.Loss;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * What MySQL's values lose on the way to another family, and what others' lose here. Source: the tables of {@link MySqlTypes} and their notes, AWS DMS
 * user guide.
 */
final class TypeLosses {

    private static final int MOST_DIGITS = 65;
    private static final int MOST_FRACTION_DIGITS = 30;

    private TypeLosses() {}

    static List<Loss> ofSource(Column column) {
        NativeType type = NativeType.parse(column.nativeType());
        return switch (type.base()) {
            case "timestamp" ->
                List.of(new Loss("time-zone", "Points in time travel as UTC, without a zone."), zeroDates());
            case "date", "datetime" -> List.of(zeroDates());
            case "time" ->
                List.of(new Loss("time-as-text", "time travels as text, because it holds more than a time of day."));
            case "enum", "set" ->
                List.of(new Loss(
                        "labels", type.base() + " travels as text: the target takes any, not the labels alone."));
            case "bit" ->
                column.type().kind() == Kind.BYTES
                        ? List.of(new Loss("bits-as-bytes", "bit of more than one digit travels as bytes."))
                        : List.of();
            case "year" -> List.of(new Loss("year-as-number", "year travels as a number."));
            case "json" ->
                List.of(new Loss(
                        "text-only",
                        "json travels as its text: the target stores it, and does not know what it means."));
            default ->
                type.isGeometry()
                        ? List.of(
                                new Loss(
                                        "bytes-only",
                                        type.base()
                                                + " travels as its bytes: the target stores them, and does not know what they mean."))
                        : List.of();
        };
    }

    private static Loss zeroDates() {
        return new Loss("zero-date", "A zero date (0000-00-00) becomes NULL where the target has none.");
    }

    /** @param declared the type that the column gets */
    static List<Loss> onTarget(Column column, String declared, boolean isKey) {
        List<Loss> losses = new ArrayList<>();
        String wanted = TableDdl.type(column);
        if (!declared.equals(wanted)) {
            losses.add(
                    isKey
                            ? new Loss(
                                    "key-length",
                                    wanted + " becomes " + declared
                                            + ", because an index holds no more: longer values are refused.")
                            : new Loss(
                                    "row-size",
                                    wanted + " becomes " + declared
                                            + ", because a row holds no more; nothing is cut."));
        }
        DmsType type = column.type();
        boolean isTime = type.kind() == Kind.DATETIME || type.kind() == Kind.TIME;
        if (!column.isNative() && isTime && type.scale() > 6) {
            losses.add(
                    type.kind() == Kind.DATETIME
                            ? new Loss("time-as-text", "More than six fraction digits are kept as text.")
                            : new Loss("precision", "Fraction digits after the sixth are cut off."));
        }
        if (type.kind() == Kind.NUMERIC && (type.precision() > MOST_DIGITS || type.scale() > MOST_FRACTION_DIGITS)) {
            losses.add(new Loss(
                    "precision",
                    "DECIMAL has " + MOST_DIGITS + " digits at most, " + MOST_FRACTION_DIGITS
                            + " of them in the fraction."));
        }
        return losses;
    }
}
