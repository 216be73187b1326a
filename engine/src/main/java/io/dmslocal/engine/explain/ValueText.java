package io.dmslocal.engine.explain;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Optional;

/** A value for people, never long. */
final class ValueText {

    private static final int CHARACTERS = 200;

    private ValueText() {}

    /** Empty for NULL. */
    static Optional<String> of(Object value) {
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof byte[] bytes) {
            int shown = Math.min(bytes.length, CHARACTERS / 2);
            String hex = "0x" + HexFormat.of().withUpperCase().formatHex(bytes, 0, shown);
            return Optional.of(shown < bytes.length ? hex + "... (" + bytes.length + " bytes)" : hex);
        }
        String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
        if (text.length() <= CHARACTERS) {
            return Optional.of(text);
        }
        int end = text.offsetByCodePoints(0, text.codePointCount(0, CHARACTERS));
        return Optional.of(text.substring(0, end) + "... (" + text.length() + " characters)");
    }
}
