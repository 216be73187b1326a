package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.LogTable.LogColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which columns an ALTER TABLE renames: its parser tells how the table is afterwards, but not which column is which. {@code CHANGE a b INT} and {@code RENAME
 * COLUMN a TO b} keep a's values; {@code DROP a, ADD b INT} does not, nor {@code DROP a, ADD a INT}.
 */
final class RenamedColumns {

    private static final String NAME = "(`(?:[^`]|``)+`|[^\\s`'\",();.]+)";
    private static final Pattern RENAME = Pattern.compile(
            "\\bCHANGE\\s+(?:COLUMN\\s+)?(?:IF\\s+EXISTS\\s+)?" + NAME + "\\s+" + NAME
                    + "|\\bRENAME\\s+COLUMN\\s+(?:IF\\s+EXISTS\\s+)?" + NAME + "\\s+TO\\s+" + NAME,
            Pattern.CASE_INSENSITIVE);
    private static final Pattern DROP = Pattern.compile(
            "\\bDROP\\s+(?:COLUMN\\s+)?(?:IF\\s+EXISTS\\s+)?(?!(?:PRIMARY|INDEX|KEY|FOREIGN|CONSTRAINT|PARTITION|CHECK|PERIOD|SYSTEM)\\b)"
                    + NAME,
            Pattern.CASE_INSENSITIVE);
    private static final String STANDS_ASIDE = "dms renaming ";
    /** Texts and comments, in which anything may stand. */
    private static final Pattern ASIDE =
            Pattern.compile("'(?:[^'\\\\]|''|\\\\.)*'|\"(?:[^\"\\\\]|\"\"|\\\\.)*\"|/\\*[^!].*?\\*/", Pattern.DOTALL);

    private RenamedColumns() {}

    /**
     * The parser takes one clause after the other, where the server takes all at once: a column whose name another one takes before is lost, or dropped in its
     * place. Where names meet, new ones stand aside, and {@link #named} takes them back.
     */
    static String aside(String statement, List<LogTable> tables) {
        Set<String> there = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        tables.forEach(table -> table.columns().forEach(column -> there.add(column.name())));
        boolean isMet = false;
        Matcher rename = RENAME.matcher(statement);
        while (rename.find()) {
            int first = rename.group(1) != null ? 1 : 3;
            isMet |= !isSame(rename, first) && there.contains(plain(rename.group(first + 1)));
        }
        if (!isMet) {
            return statement;
        }
        StringBuilder aside = new StringBuilder();
        int copied = 0;
        for (rename.reset(); rename.find(); ) {
            int first = rename.group(1) != null ? 1 : 3;
            if (!isSame(rename, first)) {
                aside.append(statement, copied, rename.start(first + 1));
                aside.append(Sql.name(STANDS_ASIDE + plain(rename.group(first + 1))));
                copied = rename.end(first + 1);
            }
        }
        return aside.append(statement, copied, statement.length()).toString();
    }

    private static boolean isSame(Matcher rename, int first) {
        return plain(rename.group(first)).equalsIgnoreCase(plain(rename.group(first + 1)));
    }

    /** A column's name, wherever it stood while the parser worked. */
    static String named(String column) {
        return column.startsWith(STANDS_ASIDE) ? column.substring(STANDS_ASIDE.length()) : column;
    }

    /** @return old names by new ones; an empty text for a column that came with the name of one that went */
    static Map<String, String> of(String statement, LogTable before, LogTable after) {
        Map<String, String> renamed = new HashMap<>();
        String words = ASIDE.matcher(statement).replaceAll("''");
        Matcher rename = RENAME.matcher(words);
        while (rename.find()) {
            int first = rename.group(1) != null ? 1 : 3;
            Optional<String> old = column(before, rename.group(first));
            Optional<String> now = column(after, rename.group(first + 1));
            if (old.isPresent() && now.isPresent() && !old.equals(now)) {
                renamed.put(now.get(), old.get());
            }
        }
        Matcher drop = DROP.matcher(words);
        while (drop.find()) {
            boolean wasThere = column(before, drop.group(1)).isPresent();
            column(after, drop.group(1)).filter(name -> wasThere).ifPresent(name -> renamed.putIfAbsent(name, ""));
        }
        return renamed;
    }

    private static String plain(String written) {
        return written.startsWith("`")
                ? written.substring(1, written.length() - 1).replace("``", "`")
                : written;
    }

    private static Optional<String> column(LogTable table, String written) {
        String name = plain(written);
        return table.columns().stream()
                .map(LogColumn::name)
                .filter(name::equalsIgnoreCase)
                .findFirst();
    }
}
