package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.LogTable.LogColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether rows that the log announces have the definition of their table that is known. They have not where the table was altered and the log does not tell it:
 * with sql_log_bin=0, or on a replica that writes no log of what it applies.
 *
 * <p>The log says how many columns there are, and of which kind. It does not name them: a renamed one, two that changed places and are of one kind, and other
 * labels of an ENUM are not seen. Texts and bytes are one kind, whatever their length, because they are read alike.
 */
final class LogMisfit {

    /** Log types, by the base of the declared one; of those that are not here anything is believed. */
    private static Set<Integer> kinds(NativeType declared) {
        return switch (declared.base()) {
            case "tinyint" -> Set.of(1);
            case "smallint" -> Set.of(2);
            case "mediumint" -> Set.of(9);
            case "int" -> Set.of(3);
            case "bigint" -> Set.of(8);
            case "float", "double" -> Set.of(4, 5);
            case "decimal" -> Set.of(0, 246);
            case "date" -> Set.of(10, 14);
            case "time" -> Set.of(11, 19);
            case "datetime" -> Set.of(12, 18);
            case "timestamp" -> Set.of(7, 17);
            case "year" -> Set.of(13);
            case "bit" -> Set.of(16);
            case "enum" -> Set.of(247);
            case "set" -> Set.of(248);
            case "char",
                    "varchar",
                    "tinytext",
                    "text",
                    "mediumtext",
                    "longtext",
                    "binary",
                    "varbinary",
                    "tinyblob",
                    "blob",
                    "mediumblob",
                    "longblob",
                    "uuid",
                    "inet4",
                    "inet6" -> Set.of(15, 140, 141, 252, 253, 254);
            case "json" -> Set.of(15, 140, 141, 245, 252, 253, 254); // MariaDB's is a text
            default -> declared.isGeometry() ? Set.of(252, 255) : Set.of();
        };
    }

    private LogMisfit() {}

    /**
     * @param types the log's types of the columns
     * @param metas the log's details of the types
     * @return what does not fit and what would help, for people; empty when the rows can be read
     */
    static Optional<String> of(LogTable table, int[] types, int[] metas) {
        List<LogColumn> columns = table.columns();
        if (types.length != columns.size()) {
            return Optional.of(sentence("rows of " + types.length + " columns", table));
        }
        List<String> others = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            NativeType declared = NativeType.parse(columns.get(i).type());
            int type = LogCell.realType(types[i], metas[i]);
            Set<Integer> kinds = kinds(declared);
            boolean isOfOtherBits =
                    type == 16 && declared.base().equals("bit") && bits(metas[i]) != declared.argument(0, 1);
            if (!kinds.isEmpty() && !kinds.contains(type) || isOfOtherBits) {
                others.add(word(type) + " in the place of " + columns.get(i).name());
            }
        }
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(sentence("rows with " + String.join(", ", others), table));
    }

    private static String sentence(String seen, LogTable table) {
        String known = table.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", "));
        return "The source's log has " + seen + ", but the definition that is known for its place is (" + known
                + "): the table was altered in a way that the log does not tell, as with sql_log_bin=0. Its changes cannot be"
                + " read from here on. Reload the table: it is followed as it is on the source then";
    }

    /** Whole bytes and what is over. */
    private static int bits(int meta) {
        return (meta >> 8) * 8 + (meta & 0xFF);
    }

    private static String word(int type) {
        String word = switch (type) {
            case 1 -> "tinyint";
            case 2 -> "smallint";
            case 9 -> "mediumint";
            case 3 -> "int";
            case 8 -> "bigint";
            case 4 -> "float";
            case 5 -> "double";
            case 0, 246 -> "decimal";
            case 10, 14 -> "date";
            case 11, 19 -> "time";
            case 12, 18 -> "datetime";
            case 7, 17 -> "timestamp";
            case 13 -> "year";
            case 16 -> "bit";
            case 245 -> "json";
            case 247 -> "enum";
            case 248 -> "set";
            case 255 -> "geometry";
            default -> "text or bytes";
        };
        return word.length() > 8 ? word : word.toUpperCase(Locale.ROOT);
    }
}
