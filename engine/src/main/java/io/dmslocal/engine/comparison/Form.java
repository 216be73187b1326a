package io.dmslocal.engine.comparison;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import java.util.Locale;

/**
 * In which form the values of two columns are compared: chosen once per pair of columns, so that what a target had to make of a source's value is no
 * difference ({@code true} on PostgreSQL, {@code 1} in a tinyint on MySQL).
 *
 * @param shape what kind of thing the values are
 * @param scale fraction digits that both sides keep; {@link #ALL} for all
 * @param limit bytes of large objects that are compared; 0 for all
 */
public record Form(Shape shape, int scale, int limit) {

    /** No digit is left out. */
    static final int ALL = -1;

    /** Texts as they are: of functions that stand for columns. */
    public static final Form TEXT = new Form(Shape.TEXT, ALL, 0);

    /** The kinds of comparison. */
    public enum Shape {
        TRUTH,
        NUMBER,
        REAL4,
        REAL8,
        DATE,
        TIME,
        MOMENT,
        TEXT,
        /** Text of which trailing blanks do not count, because one side pads. */
        PADDED,
        /** Text of which case does not count: both sides' own writing of a UUID. */
        UUID,
        JSON,
        BYTES,
        /** Bytes of which trailing noughts do not count. */
        PADDED_BYTES
    }

    /**
     * @param expected the target's column as the mapping makes it, with the source's native type
     * @param actual the target's column as the target has it
     * @param limitKilobytes of large objects, compared only so far; 0 for whole
     */
    public static Form of(Column expected, Column actual, int limitKilobytes) {
        boolean isLob = expected.type().kind().isLob() || actual.type().kind().isLob();
        int limit = isLob ? limitKilobytes * 1024 : 0;
        if (expected.isNative() && actual.isNative()) {
            return new Form(Shape.TEXT, ALL, limit); // one database's own words on both sides
        }
        return of(expected.type(), Native.of(expected), actual.type(), Native.of(actual), limit);
    }

    private static Form of(DmsType a, Native from, DmsType b, Native to, int limit) {
        if (from == Native.BOOLEAN || to == Native.BOOLEAN || is(a, b, Kind.BOOLEAN)) {
            return new Form(Shape.TRUTH, ALL, 0);
        }
        if (isNumber(a.kind()) || isNumber(b.kind())) {
            return number(a, from, b, to);
        }
        if (is(a, b, Kind.DATE) || is(a, b, Kind.DATETIME)) {
            boolean dateOnly = b.kind() == Kind.DATE || a.kind() == Kind.DATE && b.kind() != Kind.DATETIME;
            return dateOnly ? new Form(Shape.DATE, ALL, 0) : new Form(Shape.MOMENT, fraction(a, b, Kind.DATETIME), 0);
        }
        if (is(a, b, Kind.TIME)) {
            return new Form(Shape.TIME, fraction(a, b, Kind.TIME), 0);
        }
        if (isBytes(a.kind()) && isBytes(b.kind())) {
            boolean padded = from == Native.PADDED || to == Native.PADDED;
            return new Form(padded ? Shape.PADDED_BYTES : Shape.BYTES, ALL, limit);
        }
        if (from == Native.JSON || to == Native.JSON) {
            return new Form(Shape.JSON, ALL, limit);
        }
        if (from == Native.UUID || to == Native.UUID) {
            return new Form(Shape.UUID, ALL, 0);
        }
        boolean padded = from == Native.PADDED || to == Native.PADDED;
        return new Form(padded ? Shape.PADDED : Shape.TEXT, ALL, limit);
    }

    private static Form number(DmsType a, Native from, DmsType b, Native to) {
        if (is(a, b, Kind.REAL4) || from == Native.FLOAT || to == Native.FLOAT) {
            return new Form(Shape.REAL4, ALL, 0);
        }
        if (b.kind() == Kind.REAL8 || a.kind() == Kind.REAL8 && b.kind() != Kind.NUMERIC && !isInteger(b.kind())) {
            return new Form(Shape.REAL8, ALL, 0);
        }
        if (isInteger(b.kind())) {
            return new Form(Shape.NUMBER, 0, 0);
        }
        boolean isRounded = b.kind() == Kind.NUMERIC && b.precision() > 0;
        return new Form(Shape.NUMBER, isRounded ? b.scale() : ALL, 0);
    }

    private static boolean is(DmsType a, DmsType b, Kind kind) {
        return a.kind() == kind || b.kind() == kind;
    }

    private static boolean isInteger(Kind kind) {
        return switch (kind) {
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4, UINT8 -> true;
            default -> false;
        };
    }

    private static boolean isNumber(Kind kind) {
        return isInteger(kind) || kind == Kind.NUMERIC || kind == Kind.REAL4 || kind == Kind.REAL8;
    }

    private static boolean isBytes(Kind kind) {
        return kind == Kind.BYTES || kind == Kind.BLOB;
    }

    /** Of both sides the fewer digits, where both are of the kind: the target rounded to its own. */
    private static int fraction(DmsType a, DmsType b, Kind kind) {
        if (a.kind() == kind && b.kind() == kind) {
            return Math.min(a.scale(), b.scale());
        }
        return ALL;
    }

    /** The canonical text of a value, as it stands in a key's name. */
    public String text(Object value) {
        return value == null ? FailureText.NULL : Values.text(this, value);
    }

    /** What a declared type says that its DMS type does not. */
    private enum Native {
        BOOLEAN,
        FLOAT,
        PADDED,
        JSON,
        UUID,
        OTHER;

        static Native of(Column column) {
            String type = column.nativeType().toLowerCase(Locale.ROOT);
            if (type.startsWith("bool")) {
                return BOOLEAN;
            }
            if (type.startsWith("float") || type.equals("real")) {
                return FLOAT;
            }
            if (type.startsWith("json")) {
                return JSON;
            }
            if (type.equals("uuid")) {
                return UUID;
            }
            boolean padded = type.startsWith("character(")
                    || type.equals("character")
                    || type.startsWith("bpchar")
                    || type.startsWith("char(")
                    || type.equals("char")
                    || type.startsWith("binary");
            return padded ? PADDED : OTHER;
        }
    }
}
