package io.dmslocal.engine.assessment;

import io.dmslocal.engine.connector.spi.AssessedTask.Table;
import io.dmslocal.engine.connector.spi.Assessment.Status;
import io.dmslocal.engine.connector.spi.Assessment.Verdict;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType.Kind;
import java.util.EnumSet;
import java.util.Set;

/** Which columns a masking rule suits. Source: "Using data masking to hide sensitive information", AWS DMS user guide. */
enum Masking {
    RANDOMIZE(
            "data-masking-digits-randomize",
            EnumSet.of(
                    Kind.STRING,
                    Kind.WSTRING,
                    Kind.NUMERIC,
                    Kind.INT1,
                    Kind.INT2,
                    Kind.INT4,
                    Kind.INT8,
                    Kind.UINT1,
                    Kind.UINT2,
                    Kind.UINT4,
                    Kind.UINT8)),
    DIGITS("data-masking-digits-mask", EnumSet.of(Kind.STRING, Kind.WSTRING)),
    HASH("data-masking-hash-mask", EnumSet.of(Kind.STRING, Kind.WSTRING));

    /** Characters of a SHA-256 in hexadecimal. */
    private static final int HASH_LENGTH = 64;

    private final String action;
    private final Set<Kind> kinds;

    Masking(String action, Set<Kind> kinds) {
        this.action = action;
        this.kinds = kinds;
    }

    boolean isOn(Table table, Column column) {
        return table.masks().getOrDefault(column.name(), Set.of()).contains(action);
    }

    Verdict fits(Subject subject) {
        return GeneralAssessments.columns(
                subject,
                Status.FAILED,
                "Columns that " + action + " does not suit",
                (table, column) -> isOn(table, column) && !fits(table, column));
    }

    private boolean fits(Table table, Column column) {
        if (!kinds.contains(column.type().kind())) {
            return false;
        }
        // The rules may have given the column another length; where they renamed it, the source's counts.
        int length = table.target().indexOf(column.name()).stream()
                .map(at -> table.target().columns().get(at).type().length())
                .findFirst()
                .orElse(column.type().length());
        return this != HASH || length == 0 || length >= HASH_LENGTH;
    }
}
