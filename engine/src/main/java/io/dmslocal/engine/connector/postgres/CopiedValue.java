package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;

/**
 * A value of COPY's binary form as {@link Texts} and people know it: by PostgreSQL's type where it travels as the databases have it, else by its DMS type. What has no
 * words of its own here, and is no text either, stays bytes.
 */
final class CopiedValue {

    private static final Column TEXT = new Column("text", DmsType.of(Kind.STRING), "", true);

    private CopiedValue() {}

    static Object of(Column column, byte[] row, int at, int length) {
        return column.isNative()
                ? ofType(column, row, at, length)
                : ofKind(column.type().kind(), row, at, length);
    }

    private static Object ofType(Column column, byte[] row, int at, int length) {
        return switch (column.nativeType().replaceAll("\\(.*?\\)", "")) {
            case "smallint", "integer", "bigint", "oid" -> number(row, at, length);
            case "boolean" -> row[at] != 0;
            case "real", "double precision" -> real(row, at, length);
            case "numeric" -> numeric(row, at, length);
            case "money" -> BigDecimal.valueOf((long) BinaryFields.LONG.get(row, at), 2);
            case "date" -> date(row, at);
            case "time without time zone", "time with time zone" -> clock(row, at);
            case "timestamp without time zone", "timestamp with time zone" -> moment(row, at);
            case "interval" -> interval(row, at, length);
            case "uuid" -> uuid(row, at);
            case "inet", "cidr" -> address(row, at, length);
            case "jsonb" -> new String(row, at + 1, length - 1, StandardCharsets.UTF_8); // behind a version
            default -> ofKind(column.type().kind(), row, at, length); // domains too
        };
    }

    private static Object ofKind(Kind kind, byte[] row, int at, int length) {
        return switch (kind) {
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4 -> number(row, at, length);
            case BOOLEAN -> length == 1 ? row[at] != 0 : readable(row, at, length);
            case REAL4, REAL8 -> real(row, at, length);
            case NUMERIC -> numeric(row, at, length);
            case DATE -> date(row, at);
            case TIME -> clock(row, at);
            case DATETIME -> moment(row, at);
            case BYTES, BLOB -> bytes(row, at, length);
            default -> readable(row, at, length);
        };
    }

    private static Object number(byte[] row, int at, int length) {
        return switch (length) {
            case Short.BYTES -> (short) BinaryFields.SHORT.get(row, at);
            case Integer.BYTES -> (int) BinaryFields.INT.get(row, at);
            case Long.BYTES -> (long) BinaryFields.LONG.get(row, at);
            default -> bytes(row, at, length);
        };
    }

    private static Object real(byte[] row, int at, int length) {
        if (length == Float.BYTES) {
            return Float.intBitsToFloat((int) BinaryFields.INT.get(row, at));
        }
        return Double.longBitsToDouble((long) BinaryFields.LONG.get(row, at));
    }

    private static Object numeric(byte[] row, int at, int length) {
        ColumnVector vector = new ColumnVector(TEXT, 1);
        try {
            new NumericDecoder(TEXT.type()).read(row, at, length, vector);
        } catch (UnreadableValue none) {
            return bytes(row, at, length);
        }
        String text = (String) vector.value(0);
        return text.matches("-?[0-9].*") ? new BigDecimal(text) : text; // NaN and infinities are none
    }

    private static Object date(byte[] row, int at) {
        int days = (int) BinaryFields.INT.get(row, at);
        return isInfinite(days, Integer.MIN_VALUE, Integer.MAX_VALUE)
                ? infinity(days)
                : LocalDate.ofEpochDay((long) days + BinaryFields.EPOCH_DAYS);
    }

    private static Object clock(byte[] row, int at) {
        long micros = (long) BinaryFields.LONG.get(row, at);
        return micros >= 86_400_000_000L ? "24:00:00" : LocalTime.ofNanoOfDay(micros * 1000);
    }

    private static Object moment(byte[] row, int at) {
        long sent = (long) BinaryFields.LONG.get(row, at);
        if (isInfinite(sent, Long.MIN_VALUE, Long.MAX_VALUE)) {
            return infinity(sent);
        }
        long micros = sent + BinaryFields.EPOCH_MICROS;
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1000, ZoneOffset.UTC);
    }

    private static boolean isInfinite(long value, long least, long most) {
        return value == least || value == most;
    }

    private static String infinity(long value) {
        return value > 0 ? "infinity" : "-infinity";
    }

    private static Object interval(byte[] row, int at, int length) {
        int months = (int) BinaryFields.INT.get(row, at + 12);
        int days = (int) BinaryFields.INT.get(row, at + 8);
        try {
            return IntervalWords.of(months, days, (long) BinaryFields.LONG.get(row, at));
        } catch (UnreadableValue infinite) {
            return bytes(row, at, length);
        }
    }

    private static String uuid(byte[] row, int at) {
        return new UUID((long) BinaryFields.LONG.get(row, at), (long) BinaryFields.LONG.get(row, at + Long.BYTES))
                .toString();
    }

    /** Family, bits of the mask, whether it is a cidr, bytes of the address, the address. */
    private static Object address(byte[] row, int at, int length) {
        try {
            InetAddress address = InetAddress.getByAddress(bytes(row, at + 4, length - 4));
            int bits = row[at + 1] & 0xFF;
            return address.getHostAddress() + (bits == (length - 4) * Byte.SIZE ? "" : "/" + bits);
        } catch (UnknownHostException none) {
            return bytes(row, at, length);
        }
    }

    /** Enums and many another type are sent as their text. */
    private static Object readable(byte[] row, int at, int length) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(row, at, length))
                    .toString();
            boolean isText = text.chars().allMatch(c -> c >= ' ' || c == '\t' || c == '\n' || c == '\r');
            return isText ? text : bytes(row, at, length);
        } catch (CharacterCodingException none) {
            return bytes(row, at, length);
        }
    }

    private static byte[] bytes(byte[] row, int at, int length) {
        return Arrays.copyOfRange(row, at, at + length);
    }
}
