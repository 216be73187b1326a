package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.ConnectorException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The server's character sets, in which the log keeps texts. */
final class Charsets {

    private static final Map<String, String> JAVA_NAMES = Map.ofEntries(
            Map.entry("ucs2", "UTF-16BE"),
            Map.entry("utf16", "UTF-16BE"),
            Map.entry("utf16le", "UTF-16LE"),
            Map.entry("utf32", "UTF-32BE"),
            Map.entry("latin2", "ISO-8859-2"),
            Map.entry("latin5", "windows-1254"),
            Map.entry("latin7", "ISO-8859-13"),
            Map.entry("greek", "ISO-8859-7"),
            Map.entry("hebrew", "ISO-8859-8"),
            Map.entry("cp1250", "windows-1250"),
            Map.entry("cp1251", "windows-1251"),
            Map.entry("cp1256", "windows-1256"),
            Map.entry("cp1257", "windows-1257"),
            Map.entry("cp850", "IBM850"),
            Map.entry("cp852", "IBM852"),
            Map.entry("cp866", "IBM866"),
            Map.entry("cp932", "windows-31j"),
            Map.entry("sjis", "Shift_JIS"),
            Map.entry("ujis", "EUC-JP"),
            Map.entry("eucjpms", "EUC-JP"),
            Map.entry("euckr", "EUC-KR"),
            Map.entry("gb2312", "GB2312"),
            Map.entry("gbk", "GBK"),
            Map.entry("gb18030", "GB18030"),
            Map.entry("big5", "Big5"),
            Map.entry("koi8r", "KOI8-R"),
            Map.entry("koi8u", "KOI8-U"),
            Map.entry("tis620", "TIS-620"),
            Map.entry("ascii", "US-ASCII"));

    private static final char[] LATIN1 = latin1();

    private Charsets() {}

    /** Turns bytes of one character set into text. */
    interface Decoder {
        String text(byte[] bytes, int from, int length);
    }

    static Decoder decoder(String charset) {
        switch (charset) {
            case "utf8mb4", "utf8", "utf8mb3" -> {
                return in(StandardCharsets.UTF_8);
            }
            case "latin1" -> {
                return Charsets::latin1;
            }
            default -> {
                String name = JAVA_NAMES.get(charset);
                if (name == null || !Charset.isSupported(name)) {
                    throw ConnectorException.fatal("Changes of a text column in character set " + charset
                            + " cannot be read; convert the column to utf8mb4, or leave it out of the task.");
                }
                return in(Charset.forName(name));
            }
        }
    }

    private static Decoder in(Charset charset) {
        return (bytes, from, length) -> new String(bytes, from, length, charset);
    }

    /** MySQL's latin1 is windows-1252 whose five gaps are control characters. */
    private static String latin1(byte[] bytes, int from, int length) {
        char[] text = new char[length];
        for (int i = 0; i < length; i++) {
            text[i] = LATIN1[bytes[from + i] & 0xFF];
        }
        return new String(text);
    }

    private static char[] latin1() {
        char[] table = new char[256];
        for (int i = 0; i < 256; i++) {
            char c = new String(new byte[] {(byte) i}, Charset.forName("windows-1252")).charAt(0);
            table[i] = c == '\uFFFD' ? (char) i : c;
        }
        return table;
    }
}
