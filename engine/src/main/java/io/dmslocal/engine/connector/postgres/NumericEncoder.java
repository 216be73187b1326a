package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.ColumnVector;

/** Plain decimal text to binary numeric; see {@link NumericDecoder} for the form. */
final class NumericEncoder {

    private short[] groups = new short[16];

    /** The point parts groups of four digits: leading zeros are thought before the first group, trailing ones behind the last. */
    void write(ColumnVector vector, int row, CopyBuffer into) {
        byte[] text = vector.heap();
        int at = vector.start(row);
        int end = at + vector.length(row);
        boolean negative = text[at] == '-';
        if (negative || text[at] == '+') {
            at++;
        }
        int point = at;
        while (point < end && text[point] != '.') {
            point++;
        }
        int scale = point < end ? end - point - 1 : 0;
        int whole = (point - at + 3) / 4;
        int all = whole + (scale + 3) / 4;
        if (groups.length < all) {
            groups = new short[all];
        }
        int digit = at - (whole * 4 - (point - at));
        for (int g = 0; g < whole; g++) {
            int group = 0;
            for (int i = 0; i < 4; i++, digit++) {
                group = group * 10 + (digit < at ? 0 : text[digit] - '0');
            }
            groups[g] = (short) group;
        }
        digit = point + 1;
        for (int g = whole; g < all; g++) {
            int group = 0;
            for (int i = 0; i < 4; i++, digit++) {
                group = group * 10 + (digit < end ? text[digit] - '0' : 0);
            }
            groups[g] = (short) group;
        }
        put(whole, all, negative, scale, into);
    }

    private void put(int whole, int all, boolean negative, int scale, CopyBuffer into) {
        int first = 0;
        while (first < all && groups[first] == 0) {
            first++;
        }
        int last = all;
        while (last > first && groups[last - 1] == 0) {
            last--;
        }
        int count = last - first;
        into.putInt(8 + 2 * count);
        into.putShort(count);
        into.putShort(count == 0 ? 0 : whole - 1 - first);
        into.putShort(negative && count > 0 ? 0x4000 : 0);
        into.putShort(scale);
        for (int g = first; g < last; g++) {
            into.putShort(groups[g]);
        }
    }
}
