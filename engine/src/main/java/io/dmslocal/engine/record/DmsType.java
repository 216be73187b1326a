package io.dmslocal.engine.record;

/**
 * AWS DMS's own intermediate type, through which every value goes between unlike databases.
 *
 * <p>Source: "Data types for AWS Database Migration Service", AWS DMS user guide. A value of a kind travels as
 *
 * <pre>
 * kind                        in a Row         in a ColumnVector
 * BOOLEAN                     Boolean          long, 0 or 1
 * INT1 INT2 INT4 INT8         Long             long
 * UINT1 UINT2 UINT4           Long             long
 * UINT8                       BigInteger       long, to be read as unsigned
 * REAL4                       Float            long, Double.doubleToRawLongBits of the widened value
 * REAL8                       Double           long, Double.doubleToRawLongBits
 * NUMERIC                     BigDecimal       bytes, plain decimal text in ASCII
 * DATE                        LocalDate        long, days since 1970-01-01
 * TIME                        LocalTime        long, nanoseconds of the day
 * DATETIME                    LocalDateTime    long, microseconds since 1970-01-01T00:00:00 (UTC where the source has a zone)
 * STRING WSTRING CLOB NCLOB   String           bytes, UTF-8
 * BYTES BLOB                  byte[]           bytes
 * any, {@link Column#isNative}  String: native text  bytes: the family's own binary form
 * </pre>
 *
 * A value that its kind cannot hold (numeric NaN, 24:00:00, a date before 4713 BC) is never bent into one: the reader rejects the row.
 *
 * @param kind the type's name
 * @param length characters or bytes; 0 where the type has none or no limit
 * @param precision digits of NUMERIC; else 0
 * @param scale fraction digits of NUMERIC, TIME and DATETIME; else 0
 */
public record DmsType(Kind kind, int length, int precision, int scale) {

    /** The names of AWS DMS's types. */
    public enum Kind {
        BOOLEAN,
        BYTES,
        DATE,
        TIME,
        DATETIME,
        INT1,
        INT2,
        INT4,
        INT8,
        UINT1,
        UINT2,
        UINT4,
        UINT8,
        NUMERIC,
        REAL4,
        REAL8,
        STRING,
        WSTRING,
        BLOB,
        CLOB,
        NCLOB;

        public boolean isLob() {
            return this == BLOB || this == CLOB || this == NCLOB;
        }

        /** Whether a vector of this kind holds longs; otherwise it holds bytes. */
        public boolean isInLongs() {
            return switch (this) {
                case NUMERIC, STRING, WSTRING, BYTES, BLOB, CLOB, NCLOB -> false;
                default -> true;
            };
        }
    }

    public static DmsType of(Kind kind) {
        return new DmsType(kind, 0, 0, 0);
    }

    public static DmsType sized(Kind kind, int length) {
        return new DmsType(kind, length, 0, 0);
    }

    public static DmsType numeric(int precision, int scale) {
        return new DmsType(Kind.NUMERIC, 0, precision, scale);
    }

    /** TIME or DATETIME with so many fraction digits. */
    public static DmsType timed(Kind kind, int scale) {
        return new DmsType(kind, 0, 0, scale);
    }
}
