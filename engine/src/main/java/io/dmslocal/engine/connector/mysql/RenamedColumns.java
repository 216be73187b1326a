package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.LogTable.LogColumn;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which columns an ALTER TABLE renames: its parser tells how the table is afterwards, but not which column is which. {@code CHANGE a b INT} and {@code RENAME
 * COLUMN a TO b} keep a's values; {@code DROP a, ADD b INT} does not.
 */
final class RenamedColumns {

    private static final String NAME = "(`(?:[^`]|``)+`|[^\\s`'\",();.]+)";
    private static final Pattern RENAME = Pattern.compile(
            "\\bCHANGE\\s+(?:COLUMN\\s+)?(?:IF\\s+EXISTS\\s+)?" + NAME + "\\s+" + NAME
                    + "|\\bRENAME\\s+COLUMN\\s+(?:IF\\s+EXISTS\\s+)?" + NAME + "\\s+TO\\s+" + NAME,
            Pattern.CASE_INSENSITIVE);
    /** Texts and comments, in which anything may stand. */
    private static final Pattern ASIDE =
            Pattern.compile("'(?:[^'\\\\]|''|\\\\.)*'|\"(?:[^\"\\\\]|\"\"|\\\\.)*\"|/\\*[^!].*?\\*/", Pattern.DOTALL);

    private RenamedColumns() {}

    /** @return old names by new ones */
    static Map<String, String> of(String statement, LogTable before, LogTable after) {
        Map<String, String> renamed = new HashMap<>();
        Matcher rename = RENAME.matcher(ASIDE.matcher(statement).replaceAll("''"));
        while (rename.find()) {
            int first = rename.group(1) != null ? 1 : 3;
            Optional<String> old = column(before, rename.group(first));
            Optional<String> now = column(after, rename.group(first + 1));
            if (old.isPresent() && now.isPresent() && !old.equals(now)) {
                renamed.put(now.get(), old.get());
            }
        }
        return renamed;
    }

    private static Optional<String> column(LogTable table, String written) {
        String name = written.startsWith("`")
                ? written.substring(1, written.length() - 1).replace("``", "`")
                : written;
        return table.columns().stream()
                .map(LogColumn::name)
                .filter(name::equalsIgnoreCase)
                .findFirst();
    }
}
