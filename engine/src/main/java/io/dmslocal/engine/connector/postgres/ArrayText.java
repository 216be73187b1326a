package io.dmslocal.engine.connector.postgres;

/** Builds the text of a one-dimensional array: the values of one column for all rows of a statement. */
final class ArrayText {

    private final StringBuilder text = new StringBuilder("{");

    void add(Object value) {
        if (text.length() > 1) {
            text.append(',');
        }
        if (value == null) {
            text.append("NULL");
        } else if (value instanceof Long number) {
            text.append(number.longValue());
        } else if (value instanceof byte[]) {
            text.append("\"\\").append(Texts.of(value)).append('"');
        } else {
            quoted(Texts.of(value));
        }
    }

    private void quoted(String value) {
        text.append('"');
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append(value, from, i).append('\\');
                from = i;
            }
        }
        text.append(value, from, value.length()).append('"');
    }

    /** Ends it: nothing can be added afterwards. */
    @Override
    public String toString() {
        return text.append('}').toString();
    }
}
