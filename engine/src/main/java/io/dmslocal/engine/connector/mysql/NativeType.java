package io.dmslocal.engine.connector.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column type as MySQL and MariaDB declare it, taken apart.
 *
 * @param base lower case, without size: {@code int}, {@code varchar}, {@code enum}
 * @param arguments what stands in the brackets: {@code 12}, {@code 2}; for enum and set the labels, without quotes
 * @param unsigned whether it is unsigned
 */
record NativeType(String base, List<String> arguments, boolean unsigned) {

    private static final Pattern FORM =
            Pattern.compile("([a-z]+(?: varying| precision)?)\\s*(?:\\((.*)\\))?(.*)", Pattern.DOTALL);
    private static final Pattern LABEL = Pattern.compile("'((?:[^'\\\\]|''|\\\\.)*)'", Pattern.DOTALL);

    private static final Set<String> KNOWN = Set.of(
            "tinyint",
            "smallint",
            "mediumint",
            "int",
            "bigint",
            "decimal",
            "float",
            "double",
            "bit",
            "binary",
            "varbinary",
            "tinyblob",
            "blob",
            "mediumblob",
            "longblob",
            "date",
            "datetime",
            "timestamp",
            "time",
            "year",
            "char",
            "varchar",
            "tinytext",
            "text",
            "mediumtext",
            "longtext",
            "enum",
            "set",
            "json",
            "uuid",
            "inet4",
            "inet6");

    NativeType {
        arguments = List.copyOf(arguments);
    }

    static NativeType parse(String declared) {
        int bracket = declared.indexOf('(');
        String lower = bracket < 0
                ? declared.toLowerCase(Locale.ROOT)
                : declared.substring(0, bracket).toLowerCase(Locale.ROOT) + declared.substring(bracket);
        Matcher matcher = FORM.matcher(lower.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Not a column type: " + declared);
        }
        String rest = matcher.group(3).toLowerCase(Locale.ROOT);
        return new NativeType(
                synonym(matcher.group(1)),
                matcher.group(2) == null ? List.of() : arguments(matcher.group(2)),
                rest.contains("unsigned")
                        || rest.contains("zerofill")
                        || matcher.group(1).equals("serial"));
    }

    /** Empty for what neither MySQL nor MariaDB has. */
    static Optional<NativeType> known(String declared) {
        try {
            NativeType type = parse(declared);
            return KNOWN.contains(type.base()) || type.isGeometry() ? Optional.of(type.whole()) : Optional.empty();
        } catch (IllegalArgumentException noType) {
            return Optional.empty();
        }
    }

    /** With the sizes that a declaration may leave out. */
    private NativeType whole() {
        return switch (base) {
            case "decimal" ->
                new NativeType(
                        base, List.of(String.valueOf(argument(0, 10)), String.valueOf(argument(1, 0))), unsigned);
            case "char", "binary", "bit" -> new NativeType(base, List.of(String.valueOf(argument(0, 1))), unsigned);
            default -> this;
        };
    }

    private static String synonym(String base) {
        return switch (base) {
            case "integer" -> "int";
            case "numeric", "dec", "fixed" -> "decimal";
            case "real", "double precision" -> "double";
            case "bool", "boolean" -> "tinyint";
            case "serial" -> "bigint";
            case "character", "nchar", "national char" -> "char";
            case "character varying", "nvarchar" -> "varchar";
            case "geomcollection" -> "geometrycollection";
            default -> base;
        };
    }

    private static List<String> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        if (!text.startsWith("'")) {
            for (String argument : text.split(",")) {
                arguments.add(argument.strip());
            }
            return arguments;
        }
        Matcher labels = LABEL.matcher(text);
        while (labels.find()) {
            arguments.add(labels.group(1).replace("''", "'").replace("\\'", "'").replace("\\\\", "\\"));
        }
        return arguments;
    }

    int argument(int index, int otherwise) {
        return arguments.size() > index ? Integer.parseInt(arguments.get(index)) : otherwise;
    }

    boolean isInteger() {
        return switch (base) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> true;
            default -> false;
        };
    }

    boolean isGeometry() {
        return switch (base) {
            case "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geometrycollection" -> true;
            default -> false;
        };
    }

    /** Whether values are bytes without a character set. */
    boolean isBinary() {
        return switch (base) {
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bit" -> true;
            default -> isGeometry();
        };
    }

    /** Fraction digits of a temporal type; 0 for the others. */
    int fraction() {
        boolean temporal = base.equals("time") || base.equals("datetime") || base.equals("timestamp");
        return temporal ? argument(0, 0) : 0;
    }

    /** In DDL, in one spelling whatever it was declared as: display widths of integers, which mean nothing, are left out. */
    String text() {
        StringBuilder text = new StringBuilder(base);
        if (base.equals("enum") || base.equals("set")) {
            text.append('(');
            for (int i = 0; i < arguments.size(); i++) {
                text.append(i == 0 ? "" : ",").append(Sql.quoted(arguments.get(i)));
            }
            text.append(')');
        } else if (!arguments.isEmpty() && !isInteger() && !base.equals("year")) {
            text.append('(').append(String.join(",", arguments)).append(')');
        }
        return unsigned ? text + " unsigned" : text.toString();
    }
}
