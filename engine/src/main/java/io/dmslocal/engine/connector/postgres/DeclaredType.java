package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.DmsType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A column type of PostgreSQL's own as people declare it, {@code varchar(30)}, {@code timestamptz(3)}, {@code integer[]}, in the terms of the
 * catalogue.
 *
 * @param name pg_type's typname
 * @param modifier atttypmod; negative for none
 * @param isArray whether it is an array of that type
 * @param text as format_type writes it
 */
record DeclaredType(String name, int modifier, boolean isArray, String text) {

    private static final Pattern FORM = Pattern.compile(
            "(\"char\"|[a-z_][a-z0-9_ ]*?)\\s*(?:\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\))?(\\s+with(?:out)? time zone)?((?:\\s*\\[\\s*\\d*\\s*])*)");

    private static final Map<String, String> SYNONYMS = Map.ofEntries(
            Map.entry("int", "int4"),
            Map.entry("integer", "int4"),
            Map.entry("serial", "int4"),
            Map.entry("serial4", "int4"),
            Map.entry("bigint", "int8"),
            Map.entry("bigserial", "int8"),
            Map.entry("serial8", "int8"),
            Map.entry("smallint", "int2"),
            Map.entry("smallserial", "int2"),
            Map.entry("serial2", "int2"),
            Map.entry("decimal", "numeric"),
            Map.entry("dec", "numeric"),
            Map.entry("real", "float4"),
            Map.entry("double precision", "float8"),
            Map.entry("float", "float8"),
            Map.entry("boolean", "bool"),
            Map.entry("character varying", "varchar"),
            Map.entry("char varying", "varchar"),
            Map.entry("character", "bpchar"),
            Map.entry("char", "bpchar"),
            Map.entry("\"char\"", "char"),
            Map.entry("bit varying", "varbit"));

    /** What format_type calls the types that are not called by their typname. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("int2", "smallint"),
            Map.entry("int4", "integer"),
            Map.entry("int8", "bigint"),
            Map.entry("float4", "real"),
            Map.entry("float8", "double precision"),
            Map.entry("bool", "boolean"),
            Map.entry("varchar", "character varying"),
            Map.entry("bpchar", "character"),
            Map.entry("char", "\"char\""),
            Map.entry("varbit", "bit varying"));

    /** Built-in ones that no row of the table of types names. */
    private static final List<String> RANGES =
            List.of("int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange");

    /** Empty for what PostgreSQL does not have by itself: enums, domains, types of extensions. */
    static Optional<DeclaredType> parse(String declared) {
        Matcher form = FORM.matcher(declared.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " "));
        if (!form.matches()) {
            return Optional.empty();
        }
        boolean isArray = !form.group(5).isBlank();
        int first = number(form.group(2));
        int second = number(form.group(3));
        String name = name(form.group(1), form.group(4), first);
        if (!PostgresTypes.isBuiltIn(name) && !RANGES.contains(name)) {
            return Optional.empty();
        }
        int modifier = modifier(name, form.group(1), first, second);
        String text = text(name, modifier, first, second) + (isArray ? "[]" : "");
        return Optional.of(new DeclaredType(name, modifier, isArray, text));
    }

    private static String name(String written, String zone, int precision) {
        boolean zoned = zone != null && zone.contains("with time");
        if (zoned && List.of("timestamp", "time").contains(written)) {
            return written + "tz";
        }
        if (written.equals("float") && precision >= 1 && precision <= 24) {
            return "float4";
        }
        return SYNONYMS.getOrDefault(written, written);
    }

    private static int modifier(String name, String written, int first, int second) {
        return switch (name) {
            case "numeric" -> first < 0 ? -1 : ((first << 16) | Math.max(0, second)) + 4;
            case "varchar" -> first < 0 ? -1 : first + 4;
            // bpchar without a limit has none; character without one is character(1)
            case "bpchar" -> first < 0 ? (written.equals("bpchar") ? -1 : 5) : first + 4;
            case "bit" -> first < 0 ? 1 : first;
            case "varbit", "timestamp", "timestamptz", "time", "timetz" -> first;
            default -> -1;
        };
    }

    private static String text(String name, int modifier, int first, int second) {
        String word = WORDS.getOrDefault(name, name);
        if (name.equals("numeric")) {
            return first < 0 ? word : word + "(" + first + "," + Math.max(0, second) + ")";
        }
        boolean isZoned = name.endsWith("tz");
        if (name.startsWith("time")) {
            String base = isZoned ? name.substring(0, name.length() - 2) : name;
            return base + (modifier < 0 ? "" : "(" + modifier + ")") + (isZoned ? " with" : " without") + " time zone";
        }
        if (Stream.of("varchar", "bpchar").anyMatch(name::equals)) {
            return modifier < 0 ? word : word + "(" + (modifier - 4) + ")";
        }
        return modifier < 0 ? word : word + "(" + modifier + ")";
    }

    private static int number(String digits) {
        return digits == null || digits.length() > 8 ? -1 : Integer.parseInt(digits);
    }

    DmsType dms(TypeSettings settings) {
        char kind = RANGES.contains(name) ? 'r' : 'b';
        return isArray
                ? PostgresTypes.source("_" + name, 'b', true).type(-1, settings)
                : PostgresTypes.source(name, kind, true).type(modifier, settings);
    }
}
