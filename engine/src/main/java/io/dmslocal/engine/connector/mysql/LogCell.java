package io.dmslocal.engine.connector.mysql;

import com.github.shyiko.mysql.binlog.event.deserialization.AbstractRowsEventDataDeserializer;
import io.dmslocal.engine.connector.mysql.LogTable.LogColumn;
import io.dmslocal.engine.connector.mysql.wire.Packet;
import io.dmslocal.engine.connector.spi.ConnectorException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the values of one column from row events, in the Java forms that {@link io.dmslocal.engine.record.DmsType} lists for its type: the same that the
 * load gives. Source of the layouts: log_event.cc and field.cc of MySQL.
 */
final class LogCell {

    private static final int DECIMAL = 0;
    private static final int TINY = 1;
    private static final int SHORT = 2;
    private static final int LONG = 3;
    private static final int FLOAT = 4;
    private static final int DOUBLE = 5;
    private static final int TIMESTAMP = 7;
    private static final int LONGLONG = 8;
    private static final int INT24 = 9;
    private static final int DATE = 10;
    private static final int TIME = 11;
    private static final int DATETIME = 12;
    private static final int YEAR = 13;
    private static final int VARCHAR = 15;
    private static final int BIT = 16;
    private static final int TIMESTAMP2 = 17;
    private static final int DATETIME2 = 18;
    private static final int TIME2 = 19;
    private static final int JSON = 245;
    private static final int NEWDECIMAL = 246;
    private static final int ENUM = 247;
    private static final int SET = 248;
    private static final int BLOB = 252;
    private static final int VAR_STRING = 253;
    private static final int STRING = 254;
    private static final int GEOMETRY = 255;

    private final LogColumn column;
    private final NativeType declared;
    private final int type;
    private final int meta;
    private final int length;
    private final LogMoments moments;
    private final Charsets.Decoder charset;

    /**
     * @param type the log's type of the column
     * @param meta the log's detail of the type
     * @param zeroDates whether zero dates travel as text, because the target is of the family
     */
    LogCell(LogColumn column, int type, int meta, boolean zeroDates) {
        this.column = column;
        this.declared = NativeType.parse(column.type());
        this.type = realType(type, meta);
        this.meta = meta;
        this.length = type == STRING && meta >= 256 ? meta & 0xFF | (meta >> 4 & 0x300 ^ 0x300) : meta;
        this.moments = new LogMoments(declared.fraction(), zeroDates);
        this.charset = column.hidden() || column.charset().isEmpty() ? null : Charsets.decoder(column.charset());
    }

    /** ENUM, SET and CHAR say in their detail which they are; a CHAR of more than 255 bytes has bits of its length there. */
    static int realType(int type, int meta) {
        int high = meta >> 8;
        if (type != STRING || high == 0) {
            return type;
        }
        return (high & 0x30) != 0x30 ? high | 0x30 : high == ENUM || high == SET ? high : STRING;
    }

    /** The value at the packet's place, which moves behind it. */
    Object read(Packet in) throws IOException {
        return switch (type) {
            case TINY -> integer(in.int1(), 8);
            case SHORT -> integer(in.int2(), 16);
            case INT24 -> integer(in.int2() | in.int1() << 16, 24);
            case LONG -> integer(in.int4() & 0xFFFFFFFFL, 32);
            case LONGLONG -> wide(in.int8());
            case FLOAT -> (double) Float.intBitsToFloat(in.int4());
            case DOUBLE -> Double.longBitsToDouble(in.int8());
            case NEWDECIMAL -> decimal(in);
            case YEAR -> year(in.int1());
            case DATE -> moments.date(in);
            case TIME2 -> moments.time(in, meta);
            case DATETIME2 -> moments.dateTime(in, meta);
            case TIMESTAMP2 -> moments.timestamp(in, meta);
            case TIMESTAMP -> moments.oldTimestamp(in);
            case DATETIME -> moments.oldDateTime(in);
            case TIME -> moments.oldTime(in);
            case BIT -> bits(in);
            case ENUM -> label((int) unsigned(in, length));
            case SET -> labels(unsigned(in, length));
            case STRING -> text(in, length > 255 ? in.int2() : in.int1());
            case VARCHAR, VAR_STRING -> text(in, meta > 255 ? in.int2() : in.int1());
            case BLOB, GEOMETRY -> text(in, (int) unsigned(in, meta));
            case JSON -> JsonText.of(bytes(in, (int) unsigned(in, meta)));
            case DECIMAL -> throw unreadable("an old DECIMAL");
            default -> throw unreadable("log type " + type);
        };
    }

    private ConnectorException unreadable(String what) {
        return ConnectorException.fatal(
                "Changes of column " + column.name() + " (" + column.type() + ") cannot be read from the binary log: "
                        + what + ". Leave the column out of the task, or convert it.");
    }

    private long integer(long raw, int bits) {
        return declared.unsigned() ? raw : raw << (64 - bits) >> (64 - bits);
    }

    private Object wide(long raw) {
        if (!declared.unsigned()) {
            return raw;
        }
        return raw >= 0 ? BigInteger.valueOf(raw) : new BigInteger(Long.toUnsignedString(raw));
    }

    private static long year(int raw) {
        return raw == 0 ? 0 : 1900 + raw;
    }

    private BigDecimal decimal(Packet in) {
        int precision = meta & 0xFF;
        int scale = meta >> 8;
        int size = bytesOf(precision - scale) + bytesOf(scale);
        return AbstractRowsEventDataDeserializer.asBigDecimal(precision, scale, bytes(in, size));
    }

    /** Nine digits in four bytes, the rest in as few as hold them. */
    private static int bytesOf(int digits) {
        return digits / 9 * 4 + (digits % 9 + 1) / 2;
    }

    private Object bits(Packet in) {
        byte[] bits = bytes(in, (meta >> 8) + ((meta & 0xFF) > 0 ? 1 : 0));
        return declared.argument(0, 1) == 1 ? (Object) (bits[0] != 0) : bits;
    }

    /** Number 0 is the empty text that stands for a label that was refused. */
    private String label(int number) {
        List<String> labels = declared.arguments();
        return number == 0 || number > labels.size() ? "" : labels.get(number - 1);
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

    private Object text(Packet in, int size) {
        if (charset != null) {
            String text = charset.text(in.bytes(), in.at(), size);
            in.skip(size);
            return text;
        }
        byte[] bytes = bytes(in, size);
        if (declared.base().equals("binary")) {
            return Arrays.copyOf(bytes, declared.argument(0, 1)); // the log leaves out zero bytes at the end
        }
        if (declared.isBinary() || column.hidden()) {
            return bytes;
        }
        throw unreadable("its character set is not known");
    }

    private static byte[] bytes(Packet in, int size) {
        byte[] bytes = Arrays.copyOfRange(in.bytes(), in.at(), in.at() + size);
        in.skip(size);
        return bytes;
    }

    private static long unsigned(Packet in, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) in.int1() << 8 * i;
        }
        return value;
    }
}
