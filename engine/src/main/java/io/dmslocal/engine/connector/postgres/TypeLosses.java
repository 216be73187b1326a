package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.Loss;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * What PostgreSQL's values lose on the way to another family, and what others' lose here. Source: the tables of {@link PostgresTypes} and their notes,
 * AWS DMS user guide.
 */
final class TypeLosses {

    private static final int LONGEST = 65_535;

    private TypeLosses() {}

    static List<Loss> ofSource(Column column) {
        String type = column.nativeType();
        Kind kind = column.type().kind();
        List<Loss> losses = new ArrayList<>();
        if (type.equals("numeric") && kind == Kind.NUMERIC && column.type().precision() > 0) {
            losses.add(new Loss(
                    "precision",
                    "numeric without a precision travels as NUMERIC(28,6): further fraction digits are rounded away;"
                            + " the endpoint setting MapUnboundedNumericAsString keeps them as text."));
        } else if (type.startsWith("numeric") && kind == Kind.STRING) {
            losses.add(new Loss("number-as-text", "A number of more than 38 digits travels as text."));
        }
        if (type.equals("money")) {
            losses.add(new Loss("currency", "money travels as a number: its currency sign is left out."));
        }
        if (type.endsWith("with time zone")) {
            losses.add(
                    type.startsWith("timestamp")
                            ? new Loss("time-zone", "Points in time travel as UTC, without their zone.")
                            : new Loss("time-zone", "Times keep their wall time and lose their zone."));
        }
        if (type.equals("character varying") && kind == Kind.WSTRING) {
            losses.add(new Loss(
                    "length",
                    "varchar without a limit travels as " + column.type().length()
                            + " characters; the endpoint setting UnboundedVarcharMaxSize allows more."));
        }
        if (type.equals("boolean") && kind == Kind.STRING) {
            losses.add(
                    new Loss(
                            "boolean-as-text",
                            "boolean travels as the word true or false; the endpoint setting MapBooleanAsBoolean keeps it one."));
        }
        if (isTextOnly(column)) {
            losses.add(new Loss(
                    "text-only",
                    type + " travels as its text: the target stores it, and does not know what it means."));
        }
        return losses;
    }

    private static boolean isTextOnly(Column column) {
        String type = column.nativeType();
        boolean isText = type.startsWith("character")
                || List.of("text", "name", "\"char\"", "uuid").contains(type);
        return switch (column.type().kind()) {
            case STRING -> !isText && !type.equals("boolean") && !type.startsWith("numeric");
            case CLOB, NCLOB -> !isText;
            default -> false;
        };
    }

    static List<Loss> onTarget(Column column) {
        if (column.isNative()) {
            return List.of();
        }
        DmsType type = column.type();
        return switch (type.kind()) {
            case UINT8 ->
                List.of(new Loss(
                        "unsigned",
                        "BIGINT ends at 9223372036854775807: greater unsigned values are refused; change-data-type to"
                                + " numeric(20,0) holds them."));
            case DATETIME ->
                type.scale() > 6
                        ? List.of(new Loss("time-as-text", "More than six fraction digits are kept as text."))
                        : List.of();
            case STRING, WSTRING ->
                type.length() > LONGEST
                        ? List.of(new Loss(
                                "length", "VARCHAR(" + LONGEST + ") is the longest: longer values are refused."))
                        : List.of();
            default -> List.of();
        };
    }
}
