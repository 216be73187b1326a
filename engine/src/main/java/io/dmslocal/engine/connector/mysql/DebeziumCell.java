package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.debezium.Cell;
import io.dmslocal.engine.connector.debezium.Unreadable;
import io.dmslocal.engine.connector.mysql.LogTable.LogColumn;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;

/**
 * Makes of Debezium's values of one column what {@link LogCell} makes of the log's, which is what the load gives. The texts are those of {@link
 * io.dmslocal.engine.connector.debezium.DebeziumTypes}: numbers without their sign's meaning, texts as bytes in the column's character set, ENUM and SET as numbers.
 *
 * <p>What Debezium has lost by then: which zero date it was ({@code 0000-00-00}, {@code 2024-00-00}), all of them come as NULL.
 */
final class DebeziumCell {

    private static final LocalDateTime ZERO_TIMESTAMP = LocalDateTime.of(1970, 1, 1, 0, 0);
    private static final int LONGEST_TIME = 838;

    private final LogColumn column;
    private final NativeType declared;
    private final boolean isNative;

    /** @param isNative whether the value stays in the family, where a zero date must arrive as it was */
    DebeziumCell(LogColumn column, boolean isNative) {
        this.column = column;
        this.declared = NativeType.parse(column.type());
        this.isNative = isNative;
    }

    /** Whether a NULL of this column may be a zero date that must arrive as it was: nobody can tell. */
    boolean hidesZeroDates() {
        return isNative && column.nullable() && isDate();
    }

    private boolean isDate() {
        return declared.base().equals("date") || declared.base().equals("datetime");
    }

    Object read(String cell) throws Unreadable {
        if (cell == null) {
            if (isNative && !column.nullable() && isDate()) {
                throw new Unreadable("Debezium does not tell which zero date it is");
            }
            return null;
        }
        return switch (declared.base()) {
            case "tinyint" -> integer(cell, 8);
            case "smallint" -> integer(cell, 16);
            case "mediumint" -> integer(cell, 24);
            case "int" -> integer(cell, 32);
            case "bigint" -> wide(Long.parseLong(cell));
            case "decimal" -> new BigDecimal(cell);
            case "float" -> (double) Float.parseFloat(cell);
            case "double" -> Double.valueOf(cell);
            case "bit" -> bits(Long.parseUnsignedLong(cell));
            case "year" -> year(Long.parseLong(cell));
            case "date" -> LocalDate.parse(cell);
            case "datetime" -> LocalDateTime.parse(cell);
            case "timestamp" -> timestamp(LocalDateTime.parse(cell));
            case "time" -> time(Long.parseLong(cell));
            case "enum" -> label(Integer.parseInt(cell));
            case "set" -> labels(Long.parseLong(cell));
            case "json" -> json(Cell.bytes(cell));
            case "binary" -> Arrays.copyOf(Cell.bytes(cell), declared.argument(0, 1)); // the log leaves out zero bytes
            default -> text(Cell.bytes(cell));
        };
    }

    private long integer(String cell, int bits) {
        long value = Long.parseLong(cell);
        return declared.unsigned() ? value & (1L << bits) - 1 : value;
    }

    private Object wide(long value) {
        if (!declared.unsigned()) {
            return value;
        }
        return value >= 0 ? BigInteger.valueOf(value) : new BigInteger(Long.toUnsignedString(value));
    }

    private Object bits(long value) {
        int length = declared.argument(0, 1);
        if (length == 1) {
            return value != 0;
        }
        byte[] bytes = new byte[(length + 7) / 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[bytes.length - 1 - i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }

    private static long year(long value) {
        return value == 1900 ? 0 : value; // Debezium counts from 1900 on; there is no year 1900
    }

    private Object timestamp(LocalDateTime moment) {
        if (moment.equals(ZERO_TIMESTAMP)) {
            return isNative ? TemporalText.moment(0, 0, 0, 0, 0, 0, 0, declared.fraction()) : null;
        }
        return moment;
    }

    /** Rounded, because Debezium's division of the fraction may lack a nanosecond. */
    private String time(long nanos) throws Unreadable {
        long micros = (Math.abs(nanos) + 500) / 1000;
        long seconds = micros / 1_000_000;
        int hours = (int) (seconds / 3600);
        if (hours > LONGEST_TIME) {
            throw new Unreadable("Debezium does not read times in the format from before MySQL 5.6");
        }
        return TemporalText.duration(
                nanos < 0,
                hours,
                (int) (seconds / 60 % 60),
                (int) (seconds % 60),
                (int) (micros % 1_000_000),
                declared.fraction());
    }

    private String label(int number) {
        List<String> labels = declared.arguments();
        return number <= 0 || number > labels.size() ? "" : labels.get(number - 1);
    }

    private String labels(long members) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < declared.arguments().size(); i++) {
            if ((members >> i & 1) != 0) {
                text.append(text.length() == 0 ? "" : ",")
                        .append(declared.arguments().get(i));
            }
        }
        return text.toString();
    }

    private static String json(byte[] binary) throws Unreadable {
        try {
            return JsonText.of(binary);
        } catch (IOException e) {
            throw new Unreadable("the JSON of the log cannot be read: " + e.getMessage());
        }
    }

    private Object text(byte[] bytes) throws Unreadable {
        if (!column.charset().isEmpty()) {
            return Charsets.decoder(column.charset()).text(bytes, 0, bytes.length);
        }
        if (declared.isBinary()) {
            return bytes;
        }
        throw new Unreadable("changes of type " + column.type() + " cannot be read through Debezium");
    }
}
