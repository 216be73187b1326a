package io.dmslocal.engine.connector.mysql;

import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonBinary;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonStringFormatter;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * MySQL's binary JSON as the text that a SELECT shows, so that a change has the same text as the load: a space behind commas and colons. Doubles beyond
 * 1e15, which the server prints with an exponent, are printed in full.
 */
final class JsonText extends JsonStringFormatter {

    private JsonText() {}

    static String of(byte[] binary) throws IOException {
        if (binary.length == 0) {
            return "null"; // what the server shows for a JSON column that got no value
        }
        JsonText formatter = new JsonText();
        JsonBinary.parse(binary, formatter);
        return spaced(formatter.getString());
    }

    @Override
    public void value(double value) {
        BigDecimal number = new BigDecimal(Double.toString(value));
        value(number.scale() <= 0 ? number.setScale(1) : number);
    }

    private static String spaced(String compact) {
        StringBuilder text = new StringBuilder(compact.length() + compact.length() / 8);
        boolean quoted = false;
        for (int i = 0; i < compact.length(); i++) {
            char c = compact.charAt(i);
            text.append(c);
            if (quoted && c == '\\') {
                text.append(compact.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == ':')) {
                text.append(' ');
            }
        }
        return text.toString();
    }
}
