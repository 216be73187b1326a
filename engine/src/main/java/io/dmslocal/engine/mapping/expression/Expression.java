package io.dmslocal.engine.mapping.expression;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One scalar expression of SQLite's language over one row, read as far as to know its {@code $NAMES}: each becomes a parameter, so no value is ever
 * part of the text that SQLite compiles. Source: "Using transformation rule expressions to define column content", AWS DMS user guide.
 *
 * @param text as the rule has it
 * @param sql the same with {@code ?1}, {@code ?2} for names
 * @param names in the order of the parameters, without the dollar sign
 */
public record Expression(String text, String sql, List<String> names) {

    /** Thrown for a text that is no scalar expression; the message says where and why. */
    public static final class Malformed extends RuntimeException {
        Malformed(String message) {
            super(message);
        }
    }

    /** Words that begin a query: an expression sees one row and nothing else. */
    private static final Set<String> QUERY_WORDS = Set.of("select", "values", "with", "raise", "returning");

    /** Functions and operators of SQLite's that reach out of the row: SQLite compiles them, and then fails row by row. */
    private static final Set<String> ELSEWHERE = Set.of(
            "load_extension",
            "match",
            "matchinfo",
            "snippet",
            "offsets",
            "optimize",
            "highlight",
            "bm25",
            "fts3_tokenizer",
            "rtreecheck",
            "rtreedepth",
            "rtreenode");

    private static final String CURLY = "\u2018\u2019\u201c\u201d";

    public Expression {
        names = List.copyOf(names);
    }

    /** Whether it is a single name, whose value passes as it is. */
    public boolean isName() {
        return sql.equals("?1");
    }

    public static Expression parse(String text) {
        return new Reading(text).read();
    }

    private static final class Reading {

        private final String text;
        private final StringBuilder sql = new StringBuilder();
        private final Map<String, Integer> names = new LinkedHashMap<>();
        private int at;
        private int open;

        private Reading(String text) {
            this.text = text.strip();
        }

        private Expression read() {
            if (text.isEmpty()) {
                throw new Malformed("The expression is empty.");
            }
            while (at < text.length()) {
                char c = text.charAt(at);
                switch (c) {
                    case '\'', '"', '`' -> quoted(c);
                    case '[' -> quoted(']');
                    case '$' -> name();
                    case '(' -> parenthesis(1);
                    case ')' -> parenthesis(-1);
                    default -> other(c);
                }
            }
            if (open > 0) {
                throw new Malformed("A parenthesis is not closed in " + text);
            }
            return new Expression(text, sql.toString(), List.copyOf(names.keySet()));
        }

        /** Literals and names in quotes stay as they are; a doubled quote is one of the text. */
        private void quoted(char end) {
            int close = text.indexOf(end, at + 1);
            if (close < 0) {
                throw new Malformed("A " + text.charAt(at) + " at character " + (at + 1) + " is not closed in " + text);
            }
            if (end != '\'' && text.substring(close + 1).stripLeading().startsWith("(")) {
                refuseElsewhere(text.substring(at + 1, close)); // a function's name may stand in quotes
            }
            sql.append(text, at, close + 1);
            at = close + 1;
        }

        private void refuseElsewhere(String word) {
            if (ELSEWHERE.contains(word.toLowerCase(Locale.ROOT))) {
                throw new Malformed("An expression works on the values of one row, and " + word
                        + " needs more: it cannot stand in " + text
                        + ". Possible are SQLite's operators and functions of values (lower, substr, replace, coalesce,"
                        + " round, strftime, ...), replaceChars, hash_sha256 and operation_indicator");
            }
        }

        private void name() {
            int end = at + 1;
            while (end < text.length() && isOfName(text.charAt(end))) {
                end++;
            }
            if (end == at + 1) {
                throw new Malformed("A $ at character " + (at + 1) + " has no column's name behind it in " + text);
            }
            String name = text.substring(at + 1, end);
            names.putIfAbsent(name, names.size() + 1);
            sql.append('?').append(names.get(name));
            at = end;
        }

        private void parenthesis(int step) {
            open += step;
            if (open < 0) {
                throw new Malformed("A parenthesis at character " + (at + 1) + " closes nothing in " + text);
            }
            sql.append(text.charAt(at++));
        }

        private void other(char c) {
            if (Character.isLetter(c) || c == '_') {
                word();
                return;
            }
            if (text.startsWith("--", at) || text.startsWith("/*", at)) {
                throw new Malformed(
                        "An expression has no comments; there is one at character " + (at + 1) + " of " + text);
            }
            if (c == ';') {
                throw new Malformed("One expression is needed; a ';' at character " + (at + 1) + " ends it in " + text);
            }
            if (c == '?' || c == ':' || c == '@' || c == '#') {
                throw new Malformed("The character " + c + " means nothing here; columns are written $NAME. Character "
                        + (at + 1) + " of " + text);
            }
            if (CURLY.indexOf(c) >= 0) {
                throw new Malformed(
                        "The character " + c + " is a curly quote; texts stand in straight single quotes. Character "
                                + (at + 1) + " of " + text);
            }
            sql.append(c);
            at++;
        }

        private void word() {
            int end = at;
            while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
                end++;
            }
            String word = text.substring(at, end);
            if (QUERY_WORDS.contains(word.toLowerCase(Locale.ROOT))) {
                throw new Malformed(
                        "An expression works on one row and asks no other table: " + word + " cannot stand in " + text);
            }
            refuseElsewhere(word);
            sql.append(word);
            at = end;
        }

        private static boolean isOfName(char c) {
            return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
        }
    }
}
