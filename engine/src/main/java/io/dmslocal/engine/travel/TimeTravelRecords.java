package io.dmslocal.engine.travel;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TimeTravelSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One change as a line of CSV, every field in double quotes. Columns and forms are those of the user guide's samples; numbers of event types beyond
 * {@code UPDATE (3)} are assumed.
 */
final class TimeTravelRecords {

    private static final List<String> COLUMNS = List.of(
            "log_timestamp",
            "tt_record_type",
            "dms_source_code_location",
            "transaction_id",
            "event_id",
            "event_timestamp",
            "scn_lsn",
            "primary_key",
            "record_type",
            "event_type",
            "schema_name",
            "table_name",
            "statement",
            "action",
            "result",
            "raw_data");

    static final String HEADER = csv(COLUMNS);

    private static final DateTimeFormatter LOGGED = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss:SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter EVENT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern LSN = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

    private final TimeTravelSettings settings;

    TimeTravelRecords(TimeTravelSettings settings) {
        this.settings = settings;
    }

    /** Empty for what is not to be kept. */
    Optional<String> line(String component, Change change, Instant now) {
        if (change instanceof RowChange row && settings.keeps(row.operation().name())) {
            TableSchema schema = row.schema();
            return Optional.of(csv(List.of(
                    LOGGED.format(now),
                    component,
                    "",
                    String.valueOf(row.transaction().id()),
                    String.valueOf(row.ordinal()),
                    EVENT.format(row.transaction().commitTime()),
                    lsn(row.position().text()),
                    key(row),
                    "DML",
                    type(row.operation()),
                    schema.table().schema(),
                    schema.table().name(),
                    cut(statement(row)),
                    "Migrate",
                    "",
                    isRaw(component) ? cut(raw(row)) : "")));
        }
        if (change instanceof Change.Commit commit && settings.keeps("COMMIT")) {
            return Optional.of(csv(List.of(
                    LOGGED.format(now),
                    component,
                    "",
                    String.valueOf(commit.transaction().id()),
                    "",
                    EVENT.format(commit.transaction().commitTime()),
                    lsn(commit.position().text()),
                    "",
                    "DML",
                    "COMMIT (4)",
                    "",
                    "",
                    "",
                    "Migrate",
                    "",
                    "")));
        }
        return Optional.empty();
    }

    /** The target has no log of its own whose words could be told. */
    private boolean isRaw(String component) {
        return settings.rawData() && component.equals(TravelLog.CAPTURED);
    }

    private static String type(Change.Operation operation) {
        return switch (operation) {
            case INSERT -> "INSERT (1)";
            case DELETE -> "DELETE (2)";
            case UPDATE -> "UPDATE (3)";
        };
    }

    /** Halves of eight digits: {@code 00000E9C/D53AB518}. */
    private static String lsn(String position) {
        Matcher lsn = LSN.matcher(position);
        return lsn.find() ? pad(lsn.group(1)) + "/" + pad(lsn.group(2)) : position;
    }

    private static String pad(String half) {
        return "0".repeat(8 - half.length()) + half.toUpperCase(Locale.ROOT);
    }

    private static String key(RowChange change) {
        Row row = change.after() == Row.NONE ? change.before() : change.after();
        StringJoiner values = new StringJoiner(",");
        for (int index : change.schema().keyIndexes()) {
            values.add(text(row.value(index)));
        }
        return values.toString();
    }

    // ---- the statement

    private static String statement(RowChange change) {
        String table = quoted(change.schema().table().schema()) + "."
                + quoted(change.schema().table().name());
        return switch (change.operation()) {
            case INSERT ->
                "INSERT INTO " + table + " (" + columns(change) + ") VALUES ("
                        + list(change, change.after(), ", ", false) + ")";
            case UPDATE -> "UPDATE " + table + " SET " + list(change, change.after(), ", ", true) + where(change);
            case DELETE -> "DELETE FROM " + table + where(change);
        };
    }

    private static String columns(RowChange change) {
        StringJoiner names = new StringJoiner(", ");
        change.schema().columns().forEach(column -> names.add(quoted(column.name())));
        return names.toString();
    }

    private static String list(RowChange change, Row row, String between, boolean named) {
        StringJoiner values = new StringJoiner(between);
        List<Column> columns = change.schema().columns();
        for (int i = 0; i < columns.size(); i++) {
            Object value = row.value(i);
            if (!named) {
                values.add(literal(value));
            } else if (value != Row.ABSENT) {
                values.add(quoted(columns.get(i).name()) + " = " + literal(value));
            }
        }
        return values.toString();
    }

    private static String where(RowChange change) {
        Row row = change.before() == Row.NONE ? change.after() : change.before();
        StringJoiner terms = new StringJoiner(" AND ", " WHERE ", "");
        List<Column> columns = change.schema().columns();
        for (int i = 0; i < columns.size(); i++) {
            Object value = row.value(i);
            boolean isSought = change.schema().isKeyed()
                    ? change.schema().key().contains(columns.get(i).name())
                    : value != Row.ABSENT;
            if (isSought) {
                terms.add(quoted(columns.get(i).name()) + (value == null ? " IS NULL" : " = " + literal(value)));
            }
        }
        return terms.toString();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(Object value) {
        return value == null ? "NULL" : "'" + text(value).replace("'", "''") + "'";
    }

    private static String text(Object value) {
        if (value == Row.ABSENT) {
            return "";
        }
        return value instanceof byte[] bytes ? "\\x" + HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }

    // ---- the log's words: test_decoding's, which AWS reads

    private String raw(RowChange change) {
        StringBuilder text = new StringBuilder("table ")
                .append(change.schema().table().schema())
                .append('.')
                .append(change.schema().table().name())
                .append(": ")
                .append(change.operation())
                .append(':');
        Row row = change.after() == Row.NONE ? change.before() : change.after();
        List<Column> columns = change.schema().columns();
        for (int i = 0; i < columns.size(); i++) {
            Object value = row.value(i);
            if (value != Row.ABSENT) {
                Column column = columns.get(i);
                String shown = value == null ? "null" : isNumber(column) ? text(value) : literal(value);
                text.append(' ')
                        .append(column.name())
                        .append('[')
                        .append(column.nativeType())
                        .append("]:")
                        .append(shown);
            }
        }
        return settings.hex()
                ? HexFormat.of().formatHex(text.toString().getBytes(StandardCharsets.UTF_8))
                : text.toString();
    }

    /** Of a native value the text says nothing about its type. */
    private static boolean isNumber(Column column) {
        return switch (column.type().kind()) {
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4, UINT8, NUMERIC, REAL4, REAL8 -> true;
            default -> false;
        };
    }

    private String cut(String text) {
        int most = settings.maxRecordKilobytes() * 1024;
        return text.length() <= most ? text : text.substring(0, most);
    }

    private static String csv(List<String> fields) {
        List<String> quoted = new ArrayList<>();
        fields.forEach(field -> quoted.add('"' + field.replace("\"", "\"\"") + '"'));
        return String.join(",", quoted) + "\n";
    }
}
