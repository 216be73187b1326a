package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Binary numeric to plain decimal text: int16 number of digit groups, int16 weight of the first, int16 sign, int16 display scale, then groups of
 * four decimal digits.
 *
 * <p>A NUMERIC of a column without declared scale is cut to (28,6), as AWS does; what has more integer digits than its type is unreadable. As
 * STRING nothing is lost, nor as a NUMERIC without precision.
 */
final class NumericDecoder implements BinaryFields.Field {

    private static final int NEGATIVE = 0x4000;

    private final DmsType type;
    private byte[] text = new byte[64];
    private int size;

    NumericDecoder(DmsType type) {
        this.type = type;
    }

    @Override
    public void read(byte[] row, int from, int length, ColumnVector into) throws UnreadableValue {
        int groups = (short) BinaryFields.SHORT.get(row, from);
        int weight = (short) BinaryFields.SHORT.get(row, from + 2);
        int sign = (short) BinaryFields.SHORT.get(row, from + 4) & 0xFFFF;
        int scale = (short) BinaryFields.SHORT.get(row, from + 6);
        if (sign > NEGATIVE) {
            String word = sign == 0xC000 ? "NaN" : sign == 0xD000 ? "Infinity" : "-Infinity";
            if (type.kind() != Kind.STRING) {
                throw new UnreadableValue("numeric " + word + " is no " + type.kind());
            }
            byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
            into.append(bytes, 0, bytes.length);
            return;
        }
        write(row, from + 8, groups, weight, sign == NEGATIVE, scale);
        if (type.kind() == Kind.NUMERIC && type.precision() > 0) {
            int integerDigits = groups == 0 || weight < 0 ? 0 : weight * 4 + digits(row, from + 8);
            if (scale > type.scale()) {
                cut();
            }
            if (integerDigits > type.precision() - type.scale()) {
                throw new UnreadableValue("numeric " + new String(text, 0, size, StandardCharsets.US_ASCII)
                        + " does not fit NUMERIC(" + type.precision() + "," + type.scale() + ")");
            }
        }
        into.append(text, 0, size);
    }

    private void write(byte[] row, int at, int groups, int weight, boolean negative, int scale) {
        size = 0;
        int room = 8 + 4 * (Math.max(0, weight) + 1) + scale + 4;
        if (text.length < room) {
            text = new byte[room];
        }
        if (negative) {
            text[size++] = '-';
        }
        if (weight < 0) {
            text[size++] = '0';
        }
        for (int g = 0; g <= weight; g++) {
            int group = g < groups ? (short) BinaryFields.SHORT.get(row, at + 2 * g) : 0;
            group(group, g == 0);
        }
        if (scale > 0) {
            text[size++] = '.';
            int end = size + scale;
            for (int g = weight + 1; size < end; g++) {
                int group = g >= 0 && g < groups ? (short) BinaryFields.SHORT.get(row, at + 2 * g) : 0;
                group(group, false);
            }
            size = end;
        }
    }

    private void group(int group, boolean leading) {
        if (!leading || group >= 1000) {
            text[size++] = (byte) ('0' + group / 1000);
        }
        if (!leading || group >= 100) {
            text[size++] = (byte) ('0' + group / 100 % 10);
        }
        if (!leading || group >= 10) {
            text[size++] = (byte) ('0' + group / 10 % 10);
        }
        text[size++] = (byte) ('0' + group % 10);
    }

    private static int digits(byte[] row, int at) {
        int first = (short) BinaryFields.SHORT.get(row, at);
        return first >= 1000 ? 4 : first >= 100 ? 3 : first >= 10 ? 2 : 1;
    }

    private void cut() {
        byte[] shorter = new BigDecimal(new String(text, 0, size, StandardCharsets.US_ASCII))
                .setScale(type.scale(), RoundingMode.HALF_UP)
                .toPlainString()
                .getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(shorter, 0, text, 0, shorter.length);
        size = shorter.length;
    }
}
