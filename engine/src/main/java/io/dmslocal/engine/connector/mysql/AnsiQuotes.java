package io.dmslocal.engine.connector.mysql;

/** Statements of sessions whose sql_mode has ANSI_QUOTES, where {@code "a name"} is a name and no text: the DDL parsers know backticks only. */
final class AnsiQuotes {

    static final int ANSI_QUOTES = 1 << 2; // bits of sql_mode as the log writes it
    static final int NO_BACKSLASH_ESCAPES = 1 << 20;

    private AnsiQuotes() {}

    static String toBackticks(String statement, boolean backslashEscapes) {
        StringBuilder text = new StringBuilder(statement.length() + 16);
        char quote = 0;
        for (int i = 0; i < statement.length(); i++) {
            char c = statement.charAt(i);
            if (quote == 0) {
                quote = c == '\'' || c == '`' || c == '"' ? c : 0;
                text.append(c == '"' ? '`' : c);
            } else if (c == quote) {
                boolean isDoubled = i + 1 < statement.length() && statement.charAt(i + 1) == quote;
                if (isDoubled) {
                    i++;
                    text.append(quote == '"' ? "\"" : "" + c + c);
                } else {
                    text.append(quote == '"' ? '`' : c);
                    quote = 0;
                }
            } else if (quote == '\'' && c == '\\' && backslashEscapes && i + 1 < statement.length()) {
                text.append(c).append(statement.charAt(++i));
            } else {
                text.append(quote == '"' && c == '`' ? "``" : c);
            }
        }
        return text.toString();
    }
}
