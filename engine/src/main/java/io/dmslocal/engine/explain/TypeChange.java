package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.spi.Loss;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import java.util.ArrayList;
import java.util.List;

/** What a rule change-data-type may lose: by the types alone. */
final class TypeChange {

    private TypeChange() {}

    static List<Loss> losses(DmsType from, DmsType to) {
        List<Loss> losses = new ArrayList<>();
        boolean isText = isText(from.kind()) && isText(to.kind());
        if ((isText || isBytes(from.kind()) && isBytes(to.kind())) && isShorter(from, to)) {
            losses.add(loss("length", from, to, "longer values do not fit."));
        }
        if (isInteger(from.kind()) && isInteger(to.kind()) && !holds(to.kind(), from.kind())) {
            losses.add(loss("range", from, to, "greater values, or negative ones, do not fit."));
        }
        if (isNumber(from.kind()) && to.kind() == Kind.NUMERIC && fraction(from) > to.scale()) {
            losses.add(loss("precision", from, to, "further fraction digits are rounded away."));
        }
        if ((from.kind() == Kind.NUMERIC && from.scale() > 0 || isReal(from.kind())) && isInteger(to.kind())) {
            losses.add(loss("precision", from, to, "fractions are rounded away."));
        }
        if (isReal(to.kind())
                && (from.kind() == Kind.NUMERIC || from.kind() == Kind.REAL8 && to.kind() == Kind.REAL4)) {
            losses.add(loss("precision", from, to, "digits beyond the floating-point number's are lost."));
        }
        if (from.kind() == Kind.DATETIME && to.kind() == Kind.DATE) {
            losses.add(loss("time-of-day", from, to, "the time of day is cut off."));
        }
        if (from.kind() == to.kind() && isTime(to.kind()) && to.scale() < from.scale()) {
            losses.add(loss("precision", from, to, "further fraction digits are cut off."));
        }
        if (isText(from.kind()) && !isText(to.kind())) {
            losses.add(loss("content", from, to, "texts that are none are refused."));
        }
        return losses;
    }

    private static Loss loss(String code, DmsType from, DmsType to, String what) {
        return new Loss(code, TypeText.of(from) + " becomes " + TypeText.of(to) + " by rule: " + what);
    }

    private static boolean isShorter(DmsType from, DmsType to) {
        return to.length() > 0 && (from.length() == 0 || from.length() > to.length());
    }

    private static int fraction(DmsType type) {
        return isReal(type.kind()) ? Integer.MAX_VALUE : type.scale();
    }

    private static boolean isText(Kind kind) {
        return switch (kind) {
            case STRING, WSTRING, CLOB, NCLOB -> true;
            default -> false;
        };
    }

    private static boolean isBytes(Kind kind) {
        return kind == Kind.BYTES || kind == Kind.BLOB;
    }

    private static boolean isReal(Kind kind) {
        return kind == Kind.REAL4 || kind == Kind.REAL8;
    }

    private static boolean isTime(Kind kind) {
        return kind == Kind.TIME || kind == Kind.DATETIME;
    }

    private static boolean isInteger(Kind kind) {
        return bits(kind) > 0;
    }

    private static boolean isNumber(Kind kind) {
        return isInteger(kind) || isReal(kind) || kind == Kind.NUMERIC;
    }

    private static boolean holds(Kind wide, Kind narrow) {
        boolean toSigned = wide.name().startsWith("INT");
        boolean fromSigned = narrow.name().startsWith("INT");
        return toSigned == fromSigned ? bits(wide) >= bits(narrow) : toSigned && bits(wide) > bits(narrow);
    }

    private static int bits(Kind kind) {
        return switch (kind) {
            case INT1, UINT1 -> 8;
            case INT2, UINT2 -> 16;
            case INT4, UINT4 -> 32;
            case INT8, UINT8 -> 64;
            default -> 0;
        };
    }
}
