package io.dmslocal.engine.connector.spi;

/** What a connector may claim. A capability claimed must work (the contract tests hold it to that); one not claimed is refused in a sentence. */
public enum Capability {
    SOURCE,
    TARGET,
    /** Source: changes after a position. */
    CAPTURE,
    /** Source: {@link Source#position} finds the position of a moment. */
    POSITION_AT_TIME,
    /** Target: changes are applied in transactions that commit or vanish whole. */
    TRANSACTIONS,
    /** Target: rows can be read back. */
    READ_BACK,
    /** Target: tables follow changed definitions, and a table that is missing fails alone ({@link io.dmslocal.engine.record.Rejected.Cause#TABLE}). */
    ALTER,
    /** Target: messages, not tables: no key to create, and control records instead of DDL. */
    STREAM
}
