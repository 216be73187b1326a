package io.dmslocal.engine.connector.mysql;

import io.debezium.antlr.AntlrDdlParser;
import io.debezium.connector.mariadb.antlr.MariaDbAntlrDdlParser;
import io.debezium.connector.mariadb.charset.MariaDbCharsetRegistry;
import io.debezium.connector.mysql.antlr.MySqlAntlrDdlParser;
import io.debezium.connector.mysql.charset.MySqlCharsetRegistry;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.Tables;
import io.debezium.relational.ddl.DdlChanges;
import io.debezium.relational.ddl.DdlParserListener;
import io.dmslocal.engine.connector.mysql.LogTable.LogColumn;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ConnectorLog.Component;
import io.dmslocal.engine.record.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what a DDL statement of the log does to captured tables; Debezium's parsers read it. */
final class DdlReader {

    /** Other statements in the log change no table: GRANT, CREATE USER, FLUSH, XA. Indexes come as ALTER's short forms and change no column. */
    private static final Pattern ABOUT_TABLES = Pattern.compile(
            "(?:\\s|/\\*.*?\\*/|--[^\n]*\n|#[^\n]*\n)*(?:SET\\s+STATEMENT\\s.+\\sFOR\\s+)?"
                    + "(?:CREATE\\s+(?:OR\\s+REPLACE\\s+)?TABLE|ALTER\\s+(?:ONLINE\\s+|IGNORE\\s+)*TABLE|DROP\\s+(?:TABLE|DATABASE|SCHEMA)|RENAME\\s+TABLES?|TRUNCATE)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Statements after which a table is there that was not there before. */
    private static final Pattern MAKES_TABLES = Pattern.compile(
            ".*?(?:CREATE\\s+(?:OR\\s+REPLACE\\s+)?TABLE|RENAME)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final String NAME = "((?:`(?:[^`]|``)+`|[\\w$]+)(?:\\s*\\.\\s*(?:`(?:[^`]|``)+`|[\\w$]+))?)";
    private static final Pattern RENAMED_BY_ALTER = Pattern.compile(
            "\\s*ALTER\\s+TABLE\\s+" + NAME + "\\s.*?\\bRENAME\\s+(?!COLUMN|INDEX|KEY).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    /** The column of a table of which nothing is known but its name. */
    private static final String UNKNOWN = "dms_definition_unknown";

    private static final Pattern REPLACES =
            Pattern.compile(".*?CREATE\\s+OR\\s+REPLACE\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** What became of a table. */
    enum Kind {
        TRUNCATED,
        DEFINITION,
        /** New and empty. */
        CREATED,
        /** There under this name from here on, with the rows that it had under another. */
        APPEARED,
        DROPPED,
        RENAMED
    }

    /**
     * @param made how the table is after the statement; empty when the parser cannot say
     * @param to its new name, when it was renamed; else its name
     * @param renamed columns of a {@link Kind#DEFINITION}, old names by new ones; empty when the parser cannot say
     */
    record Effect(
            TableId table, Kind kind, Optional<LogTable> made, TableId to, Optional<Map<String, String>> renamed) {

        Effect(TableId table, Kind kind, Optional<LogTable> made, TableId to) {
            this(table, kind, made, to, Optional.empty());
        }
    }

    private final boolean mariaDb;
    private final ConnectorLog log;

    DdlReader(boolean mariaDb, ConnectorLog log) {
        this.mariaDb = mariaDb;
        this.log = log;
    }

    /**
     * @param captured tables by name; one that was dropped has no columns
     * @param later which others are wanted when they come
     */
    List<Effect> read(String database, String statement, Map<TableId, LogTable> captured, Predicate<TableId> later) {
        String lower = statement.toLowerCase(Locale.ROOT);
        List<LogTable> named = captured.values().stream()
                .filter(table -> lower.contains(table.name().toLowerCase(Locale.ROOT))
                        || lower.startsWith("drop") && table.schema().equalsIgnoreCase(dropped(lower)))
                .toList();
        boolean isMaking = MAKES_TABLES.matcher(statement).matches();
        if (named.isEmpty() && !isMaking || !ABOUT_TABLES.matcher(statement).matches()) {
            return List.of();
        }
        try {
            return parse(database, statement, named, later);
        } catch (RuntimeException e) {
            log.warn(
                    Component.SOURCE_CAPTURE,
                    "A DDL statement is not understood; tables that it names are read anew: " + statement,
                    e);
            return named.stream()
                    .map(table -> new Effect(table.table(), Kind.DEFINITION, Optional.empty(), table.table()))
                    .toList();
        }
    }

    /** The database of DROP DATABASE, else an empty text. */
    private static String dropped(String lower) {
        String[] words = lower.replace("`", " ").replace(";", " ").strip().split("\\s+");
        boolean isDatabase = words.length > 2 && (words[1].equals("database") || words[1].equals("schema"));
        return isDatabase ? words[words.length - 1] : "";
    }

    private List<Effect> parse(String database, String statement, List<LogTable> named, Predicate<TableId> later) {
        Tables tables = new Tables();
        AntlrDdlParser<?, ?> parser = parser();
        for (LogTable table : named) {
            if (!table.columns().isEmpty()) {
                parser.setCurrentDatabase(table.schema());
                parser.parse(create(table), tables);
            }
        }
        parser.setCurrentDatabase(database);
        acquaint(parser, statement, tables);
        DdlChanges changes = parser.parse(RenamedColumns.aside(statement, named), tables);

        List<Touched> touched = new ArrayList<>();
        changes.getEventsByDatabase((name, events) -> events.forEach(event -> note(event, touched, named)));
        renamedByAlter(touched, named, tables);
        Map<TableId, LogTable> before =
                named.stream().collect(Collectors.toMap(LogTable::table, table -> table, (one, other) -> one));
        List<Effect> effects = new ArrayList<>();
        for (Touched touch : touched) {
            LogTable table = before.get(touch.table());
            boolean isThere = table != null && !table.columns().isEmpty();
            boolean isRenamed = touch.kind() == Kind.DEFINITION && !isThere; // by ALTER TABLE, to this name
            boolean comes = touch.kind() == Kind.CREATED || touch.kind() == Kind.APPEARED || isRenamed;
            boolean isReplaced = isThere && touch.kind() == Kind.CREATED;
            if (isReplaced && !REPLACES.matcher(statement).matches()) {
                continue; // CREATE TABLE IF NOT EXISTS
            }
            if (comes && (table != null || later.test(touch.table()))) {
                LogTable empty =
                        new LogTable("", touch.table().schema(), touch.table().name(), List.of(), List.of(), "utf8mb4");
                if (isReplaced) {
                    effects.add(new Effect(touch.table(), Kind.DROPPED, Optional.of(empty), touch.table()));
                }
                Kind kind = isRenamed ? Kind.APPEARED : touch.kind();
                effects.add(new Effect(touch.table(), kind, made(empty, tables, statement), touch.table()));
            } else if (isThere && !comes) {
                Optional<LogTable> made = made(table, tables, statement);
                Optional<Map<String, String>> renamed = made.map(after -> RenamedColumns.of(statement, table, after));
                effects.add(new Effect(touch.table(), touch.kind(), made, touch.to(), renamed));
            }
        }
        return effects;
    }

    /** ALTER TABLE of a table that nobody captures: the parser must know it to follow its renaming. */
    private static void acquaint(AntlrDdlParser<?, ?> parser, String statement, Tables tables) {
        Matcher altered = RENAMED_BY_ALTER.matcher(statement);
        if (altered.matches()) {
            parser.parse("CREATE TABLE IF NOT EXISTS " + altered.group(1) + " (" + UNKNOWN + " int)", tables);
        }
    }

    /** The parser tells of ALTER TABLE ... RENAME under the new name alone. */
    private static void renamedByAlter(List<Touched> touched, List<LogTable> named, Tables tables) {
        for (LogTable table : named) {
            boolean isMissing = !table.columns().isEmpty() && tables.forTable(debezium(table.table())) == null;
            boolean isTold = touched.stream().anyMatch(touch -> touch.table().equals(table.table()));
            if (isMissing && !isTold) {
                touched.stream()
                        .filter(touch -> touch.kind() == Kind.DEFINITION)
                        .findFirst()
                        .ifPresent(touch -> touched.add(0, new Touched(table.table(), Kind.RENAMED, touch.table())));
            }
        }
    }

    private static io.debezium.relational.TableId debezium(TableId table) {
        return new io.debezium.relational.TableId(table.schema(), null, table.name());
    }

    private record Touched(TableId table, Kind kind, TableId to) {}

    private static void note(DdlParserListener.Event event, List<Touched> touched, List<LogTable> named) {
        if (event instanceof DdlParserListener.TableEvent about) {
            TableId table = id(about.tableId());
            if (event instanceof DdlParserListener.TableAlteredEvent altered
                    && altered.previousTableId() != null
                    && !id(altered.previousTableId()).equals(table)) {
                touched.add(new Touched(id(altered.previousTableId()), Kind.RENAMED, table));
                touched.add(new Touched(table, Kind.APPEARED, table));
            } else {
                Kind kind = switch (event.type()) {
                    case TRUNCATE_TABLE -> Kind.TRUNCATED;
                    case CREATE_TABLE -> Kind.CREATED;
                    case DROP_TABLE -> Kind.DROPPED;
                    default -> Kind.DEFINITION;
                };
                touched.add(new Touched(table, kind, table));
            }
        } else if (event instanceof DdlParserListener.DatabaseEvent about
                && event.type() == DdlParserListener.EventType.DROP_DATABASE) {
            named.stream()
                    .filter(table -> table.schema().equals(about.databaseName()))
                    .forEach(table -> touched.add(new Touched(table.table(), Kind.DROPPED, table.table())));
        }
    }

    private static TableId id(io.debezium.relational.TableId id) {
        return new TableId(id.catalog() == null ? "" : id.catalog(), id.table());
    }

    private AntlrDdlParser<?, ?> parser() {
        return mariaDb
                ? new MariaDbAntlrDdlParser(
                        true, false, false, Tables.TableFilter.includeAll(), new MariaDbCharsetRegistry())
                : new MySqlAntlrDdlParser(
                        true, false, false, Tables.TableFilter.includeAll(), new MySqlCharsetRegistry());
    }

    /** The table in DDL, as far as the parser needs it to follow an ALTER. */
    static String create(LogTable table) {
        String columns = table.columns().stream()
                .map(column -> Sql.name(column.name()) + " " + column.type() + (column.nullable() ? "" : " NOT NULL"))
                .collect(Collectors.joining(", "));
        String key = table.key().isEmpty()
                ? ""
                : table.key().stream().map(Sql::name).collect(Collectors.joining(", ", ", PRIMARY KEY (", ")"));
        return "CREATE TABLE " + Sql.name(table.table()) + " (" + columns + key + ")";
    }

    private static Optional<LogTable> made(LogTable before, Tables tables, String statement) {
        Table after = tables.forTable(new io.debezium.relational.TableId(before.schema(), null, before.name()));
        if (after != null && after.columnWithName(UNKNOWN) != null) {
            return Optional.empty();
        }
        if (after == null) {
            boolean gone = statement.strip().toLowerCase(Locale.ROOT).startsWith("drop");
            return gone
                    ? Optional.of(
                            new LogTable("", before.schema(), before.name(), List.of(), List.of(), before.collation()))
                    : Optional.empty();
        }
        Map<String, LogColumn> known = before.columns().stream()
                .collect(Collectors.toMap(column -> column.name().toLowerCase(Locale.ROOT), column -> column));
        List<LogColumn> columns = after.columns().stream()
                .map(column -> column(column, known, before))
                .toList();
        List<String> key = after.primaryKeyColumnNames().stream()
                .map(RenamedColumns::named)
                .toList();
        return Optional.of(new LogTable("", before.schema(), before.name(), columns, key, before.collation()));
    }

    private static LogColumn column(Column column, Map<String, LogColumn> known, LogTable table) {
        NativeType type = type(column);
        String name = RenamedColumns.named(column.name());
        LogColumn before = known.get(name.toLowerCase(Locale.ROOT));
        LogColumn made = new LogColumn(name, type.text(), "", column.isOptional(), false);
        if (before != null && before.isLike(made)) {
            return before;
        }
        boolean text = switch (type.base()) {
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set" -> true;
            default -> false;
        };
        String charset =
                column.charsetName() == null || column.charsetName().isEmpty() ? table.charset() : column.charsetName();
        return new LogColumn(name, type.text(), text ? charset : "", column.isOptional(), false);
    }

    private static NativeType type(Column column) {
        String declared = column.typeName().toLowerCase(Locale.ROOT);
        boolean unsigned = declared.contains("unsigned") || declared.contains("zerofill");
        String base = declared.replaceAll("\\s*(unsigned|signed|zerofill)", "").strip();
        NativeType plain = NativeType.parse(base + (unsigned ? " unsigned" : ""));
        if (plain.base().equals("enum") || plain.base().equals("set")) {
            List<String> labels =
                    column.enumValues().stream().map(DdlReader::label).toList();
            return new NativeType(plain.base(), labels, false);
        }
        boolean sized = column.length() > 0 && takesSize(plain.base());
        List<String> arguments = new ArrayList<>();
        if (sized) {
            arguments.add(String.valueOf(column.length()));
            if (plain.base().equals("decimal")) {
                arguments.add(String.valueOf(column.scale().orElse(0)));
            }
        }
        return new NativeType(plain.base(), arguments, unsigned);
    }

    private static boolean takesSize(String base) {
        return switch (base) {
            case "char", "varchar", "binary", "varbinary", "bit", "decimal", "datetime", "timestamp", "time" -> true;
            default -> false;
        };
    }

    private static String label(String written) {
        return written.length() > 1 && written.startsWith("'") && written.endsWith("'")
                ? NativeType.parse("enum(" + written + ")").arguments().get(0)
                : written;
    }
}
