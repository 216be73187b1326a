package io.dmslocal.engine.run.statistics;

/** AWS's TableState. */
public enum Phase {
    /** The source had it, and has it no more. */
    GONE("Table does not exist"),
    BEFORE_LOAD("Before load"),
    LOADING("Full load"),
    COMPLETED("Table completed"),
    CANCELLED("Table cancelled"),
    ERROR("Table error"),
    RELOADING("Table is being reloaded");

    private final String word;

    Phase(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    boolean isOf(TableStatistics table) {
        return word.equals(table.state());
    }
}
