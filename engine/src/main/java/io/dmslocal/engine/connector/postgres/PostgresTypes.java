package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import java.util.HashMap;
import java.util.Map;

/**
 * PostgreSQL's types: as a source, which DMS type each becomes and in which {@link ValueForm} its values travel; as a target, what each DMS type
 * is declared as.
 *
 * <p>Source: "Source data types for PostgreSQL" and "Target data types for PostgreSQL", AWS DMS user guide.
 */
final class PostgresTypes {

    /** How a type modifier (and the endpoint's settings) make a DMS type; a negative modifier means none. */
    interface Declared {
        DmsType type(int modifier, TypeSettings settings);
    }

    /** A source type's row in the table. */
    record SourceType(Declared declared, ValueForm form) {
        DmsType type(int modifier, TypeSettings settings) {
            return declared.type(modifier, settings);
        }
    }

    private static final Map<String, SourceType> SOURCE = new HashMap<>();

    static {
        row("int2", fixed(Kind.INT2), ValueForm.INT2);
        row("int4", fixed(Kind.INT4), ValueForm.INT4);
        row("int8", fixed(Kind.INT8), ValueForm.INT8);
        row("oid", fixed(Kind.INT8), ValueForm.OID); // the number; the large object behind it is not migrated
        row("numeric", PostgresTypes::numeric, ValueForm.NUMERIC);
        row("money", (m, s) -> DmsType.numeric(38, 4), ValueForm.MONEY);
        row("float4", fixed(Kind.REAL4), ValueForm.FLOAT4);
        row("float8", fixed(Kind.REAL8), ValueForm.FLOAT8);
        row("bool", (m, s) -> s.booleanAsBoolean() ? DmsType.of(Kind.BOOLEAN) : string(5), ValueForm.BOOL);
        row("char", (m, s) -> wstring(1), ValueForm.TEXT);
        row("bpchar", (m, s) -> wstring(m < 0 ? s.unboundedVarchar() : m - 4), ValueForm.CHAR);
        row("varchar", (m, s) -> wstring(m < 0 ? s.unboundedVarchar() : m - 4), ValueForm.TEXT);
        row("name", (m, s) -> wstring(64), ValueForm.TEXT);
        row("text", (m, s) -> longText(s), ValueForm.TEXT);
        row("bytea", fixed(Kind.BLOB), ValueForm.BYTES);
        row("timestamp", (m, s) -> DmsType.timed(Kind.DATETIME, m < 0 ? 6 : m), ValueForm.TIMESTAMP);
        row("timestamptz", (m, s) -> DmsType.timed(Kind.DATETIME, m < 0 ? 6 : m), ValueForm.TIMESTAMP);
        row("date", fixed(Kind.DATE), ValueForm.DATE);
        row("time", (m, s) -> DmsType.timed(Kind.TIME, m < 0 ? 6 : m), ValueForm.TIME);
        row(
                "timetz",
                (m, s) -> DmsType.timed(Kind.TIME, m < 0 ? 6 : m),
                ValueForm.TIME); // wall time, zone dropped: assumed
        row("interval", (m, s) -> string(128), ValueForm.INTERVAL);
        row("uuid", (m, s) -> string(36), ValueForm.UUID);
        row("cidr", (m, s) -> string(50), ValueForm.CAST);
        row("inet", (m, s) -> string(50), ValueForm.INET);
        row("macaddr", (m, s) -> string(18), ValueForm.CAST);
        row("macaddr8", (m, s) -> string(24), ValueForm.CAST);
        row("bit", (m, s) -> string(Math.max(1, m)), ValueForm.CAST);
        row("varbit", (m, s) -> m < 0 ? DmsType.of(Kind.CLOB) : string(m), ValueForm.CAST);
        row("tsvector", fixed(Kind.CLOB), ValueForm.CAST);
        row("tsquery", fixed(Kind.CLOB), ValueForm.CAST);
        row("xml", fixed(Kind.CLOB), ValueForm.CAST);
        row("json", (m, s) -> DmsType.of(s.jsonbAsClob() ? Kind.CLOB : Kind.NCLOB), ValueForm.TEXT);
        row("jsonb", (m, s) -> DmsType.of(s.jsonbAsClob() ? Kind.CLOB : Kind.NCLOB), ValueForm.JSONB);
        row("point", (m, s) -> string(255), ValueForm.GEOMETRY);
        row("line", (m, s) -> string(255), ValueForm.GEOMETRY);
        row("lseg", (m, s) -> string(255), ValueForm.GEOMETRY);
        row("box", (m, s) -> string(255), ValueForm.BOX);
        row("circle", (m, s) -> string(255), ValueForm.CIRCLE);
        row("path", fixed(Kind.CLOB), ValueForm.GEOMETRY);
        row("polygon", fixed(Kind.CLOB), ValueForm.GEOMETRY);
    }

    private static final SourceType ENUM = new SourceType((m, s) -> string(64), ValueForm.TEXT);
    private static final SourceType RANGE = new SourceType((m, s) -> string(255), ValueForm.CAST);
    /** Arrays, composites, hstore, and what else there may be: the server's own text. */
    private static final SourceType OTHER = new SourceType(fixed(Kind.NCLOB), ValueForm.CAST);

    private PostgresTypes() {}

    /**
     * @param name pg_type's typname, of the base type where the column's is a domain
     * @param kind pg_type's typtype: b base, c composite, d domain, e enum, m multirange, r range
     */
    static SourceType source(String name, char kind, boolean isBuiltIn) {
        return switch (kind) {
            case 'e' -> ENUM;
            case 'r' -> RANGE;
            default -> isBuiltIn ? SOURCE.getOrDefault(name, OTHER) : OTHER;
        };
    }

    /** Whether the table names it. */
    static boolean isBuiltIn(String name) {
        return SOURCE.containsKey(name);
    }

    /** What a column of a DMS type is declared as on a PostgreSQL target. */
    static String target(DmsType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "BOOLEAN";
            case BYTES, BLOB -> "BYTEA";
            case DATE -> "DATE";
            case TIME -> type.scale() > 0 && type.scale() < 6 ? "TIME(" + type.scale() + ")" : "TIME";
            case DATETIME -> type.scale() <= 6 ? "TIMESTAMP(" + type.scale() + ")" : "VARCHAR(37)";
            case INT1, UINT1, INT2 -> "SMALLINT";
            case UINT2, INT4 -> "INTEGER";
            case UINT4, INT8, UINT8 -> "BIGINT";
            case NUMERIC -> type.precision() > 0 ? "DECIMAL(" + type.precision() + "," + type.scale() + ")" : "DECIMAL";
            case REAL4 -> "FLOAT4";
            case REAL8 -> "FLOAT8";
            case STRING, WSTRING ->
                type.length() > 0 && type.length() <= 21845 ? "VARCHAR(" + type.length() + ")" : "VARCHAR(65535)";
            case CLOB, NCLOB -> "TEXT";
        };
    }

    private static void row(String name, Declared declared, ValueForm form) {
        SOURCE.put(name, new SourceType(declared, form));
    }

    private static Declared fixed(Kind kind) {
        DmsType type = DmsType.of(kind);
        return (m, s) -> type;
    }

    private static DmsType string(int length) {
        return DmsType.sized(Kind.STRING, length);
    }

    private static DmsType wstring(int length) {
        return DmsType.sized(Kind.WSTRING, length);
    }

    private static DmsType longText(TypeSettings settings) {
        return switch (settings.longVarcharAs()) {
            case "wstring" -> wstring(settings.unboundedVarchar());
            case "clob" -> DmsType.of(Kind.CLOB);
            default -> DmsType.of(Kind.NCLOB);
        };
    }

    /** Modifier: precision in the high half, scale (11 bits with sign, PostgreSQL 15 and later) in the low half, plus 4. */
    private static DmsType numeric(int modifier, TypeSettings settings) {
        if (modifier < 0) {
            return settings.unboundedNumericAsString() ? DmsType.of(Kind.STRING) : DmsType.numeric(28, 6);
        }
        int precision = (modifier - 4) >>> 16;
        int scale = (((modifier - 4) & 0x7FF) ^ 0x400) - 0x400;
        boolean fits = precision <= 38 && scale >= 0 && scale <= precision;
        return fits ? DmsType.numeric(precision, scale) : DmsType.of(Kind.STRING);
    }
}
