package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Packet;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Dates and times of row events.
 *
 * @param fraction digits of the column
 * @param zeroDates whether what the calendar does not have travels as text; else it is NULL, as in {@link RowDecoder}
 */
record LogMoments(int fraction, boolean zeroDates) {

    Object date(Packet in) {
        int packed = in.int2() | in.int1() << 16;
        int year = packed >> 9;
        int month = packed >> 5 & 15;
        int day = packed & 31;
        if (RowDecoder.isDate(year, month, day)) {
            return LocalDate.of(year, month, day);
        }
        return zeroDates ? TemporalText.date(year, month, day) : null;
    }

    /** Five bytes, highest first: sign, 17 bits of year * 13 + month, 5 of day, 5 of hour, 6 of minute, 6 of second; then the fraction. */
    Object dateTime(Packet in, int digits) {
        long packed = bigEndian(in, 5);
        int micros = micros(in, digits);
        int yearMonth = (int) (packed >> 22 & 0x1FFFF);
        return moment(
                yearMonth / 13,
                yearMonth % 13,
                (int) (packed >> 17 & 31),
                (int) (packed >> 12 & 31),
                (int) (packed >> 6 & 63),
                (int) (packed & 63),
                micros);
    }

    private Object moment(int year, int month, int day, int hour, int minute, int second, int micros) {
        if (RowDecoder.isDate(year, month, day)) {
            return LocalDateTime.of(year, month, day, hour, minute, second, micros * 1000);
        }
        return zeroDates ? TemporalText.moment(year, month, day, hour, minute, second, micros, fraction) : null;
    }

    /** Seconds since 1970 in UTC; 0 is the zero date. */
    Object timestamp(Packet in, int digits) {
        return utc(bigEndian(in, 4), micros(in, digits));
    }

    Object oldTimestamp(Packet in) {
        return utc(in.int4() & 0xFFFFFFFFL, 0);
    }

    private Object utc(long seconds, int micros) {
        if (seconds == 0 && micros == 0) {
            return moment(0, 0, 0, 0, 0, 0, 0);
        }
        return LocalDateTime.ofEpochSecond(seconds, micros * 1000, ZoneOffset.UTC);
    }

    /** From before MySQL 5.6: the digits of YYYYMMDDhhmmss as a number. */
    Object oldDateTime(Packet in) {
        long digits = in.int8();
        long date = digits / 1_000_000;
        int time = (int) (digits % 1_000_000);
        return moment(
                (int) (date / 10_000),
                (int) (date / 100 % 100),
                (int) (date % 100),
                time / 10_000,
                time / 100 % 100,
                time % 100,
                0);
    }

    /** Three bytes and the fraction as one number with an offset; then 10 bits of hour, 6 of minute, 6 of second. */
    Object time(Packet in, int digits) {
        int bytes = (digits + 1) / 2;
        long packed = (bigEndian(in, 3) << 8 * bytes | bigEndian(in, bytes)) - (0x800000L << 8 * bytes);
        boolean negative = packed < 0;
        long whole = Math.abs(packed);
        int micros = scaled(whole & (1L << 8 * bytes) - 1, bytes);
        int time = (int) (whole >> 8 * bytes);
        return TemporalText.duration(negative, time >> 12 & 0x3FF, time >> 6 & 63, time & 63, micros, fraction);
    }

    /** From before MySQL 5.6: the digits of hhmmss as a number of three bytes. */
    Object oldTime(Packet in) {
        int digits = (in.int2() | in.int1() << 16) << 8 >> 8;
        int whole = Math.abs(digits);
        return TemporalText.duration(digits < 0, whole / 10_000, whole / 100 % 100, whole % 100, 0, fraction);
    }

    private static int micros(Packet in, int digits) {
        int bytes = (digits + 1) / 2;
        return scaled(bigEndian(in, bytes), bytes);
    }

    private static int scaled(long value, int bytes) {
        return (int)
                switch (bytes) {
                    case 1 -> value * 10_000;
                    case 2 -> value * 100;
                    default -> value;
                };
    }

    private static long bigEndian(Packet in, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | in.int1();
        }
        return value;
    }
}
