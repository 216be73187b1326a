package io.dmslocal.engine.comparison;

/** AWS's ValidationState of a table. Source: "Replication task statistics" in "AWS DMS data validation", AWS DMS user guide. */
public enum ValidationState {
    NOT_ENABLED("Not enabled"),
    PENDING_RECORDS("Pending records"),
    MISMATCHED_RECORDS("Mismatched records"),
    SUSPENDED_RECORDS("Suspended records"),
    NO_PRIMARY_KEY("No primary key"),
    TABLE_ERROR("Table error"),
    VALIDATED("Validated"),
    ERROR("Error"),
    PENDING_VALIDATION("Pending validation"),
    PREPARING_TABLE("Preparing table"),
    PENDING_REVALIDATION("Pending revalidation");

    private final String word;

    ValidationState(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
