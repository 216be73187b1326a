package io.dmslocal.engine.connector.postgres;

/** How the values of a source type are read: what the load selects, and which decoder {@link BinaryFields} and {@link TextFields} take. */
enum ValueForm {
    INT2,
    INT4,
    INT8,
    OID,
    FLOAT4,
    FLOAT8,
    NUMERIC,
    /** The load casts to numeric; the log has the text of locale C. */
    MONEY("::pg_catalog.numeric"),
    BOOL,
    DATE,
    TIME,
    TIMESTAMP,
    INTERVAL,
    BYTES,
    /** Text on both ways. */
    TEXT,
    /** Text padded with blanks. */
    CHAR,
    JSONB,
    UUID,
    /** The server casts to text. */
    CAST("::pg_catalog.text"),
    /** A cast to text would write the length of every mask, which the log leaves out for single addresses; a cast to name writes what the log has. */
    INET("::pg_catalog.name::pg_catalog.text"),
    /** Text whose brackets AWS writes as parentheses. */
    GEOMETRY("::pg_catalog.text"),
    BOX("::pg_catalog.text"),
    CIRCLE("::pg_catalog.text");

    private final String cast;

    ValueForm() {
        this("");
    }

    ValueForm(String cast) {
        this.cast = cast;
    }

    /** What the load puts behind the column's name. */
    String cast() {
        return cast;
    }
}
