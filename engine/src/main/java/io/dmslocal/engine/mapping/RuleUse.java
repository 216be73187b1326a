package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.TableId;

/**
 * What a rule that names an object does to it.
 *
 * @param ruleId the rule
 * @param object what it names: a schema, a table, a column
 * @param effect what comes of it
 * @param by the rule that stands in its way; empty where none does
 * @param reason why its condition does not hold, a sentence; empty for other effects
 */
public record RuleUse(String ruleId, Place object, Effect effect, String by, String reason) {

    RuleUse(String ruleId, Place object, Effect effect, String by) {
        this(ruleId, object, effect, by, "");
    }

    /** @param column empty for what concerns the whole table */
    public record Place(TableId table, Level level, String column) {

        public static Place of(TableId table) {
            return new Place(table, Level.TABLE, "");
        }

        @Override
        public String toString() {
            return switch (level) {
                case SCHEMA -> "schema " + table.schema();
                case TABLE -> table.toString();
                case COLUMN -> table + "." + column;
            };
        }
    }

    public enum Level {
        SCHEMA,
        TABLE,
        COLUMN
    }

    public enum Effect {
        /** It decides, or changes something. */
        ACTS,
        /** Another rule of lower rule-id acts on the same object. */
        SHADOWED,
        /** It includes what an exclude rule takes out, wherever that one stands. */
        OVERRULED,
        /** Its condition does not hold: the prefix is not there, the column has another type. */
        CONDITION,
        /** Its table-type asks for the other kind. */
        OTHER_TYPE,
        /** It asks for a view, and the task is not full-load. */
        VIEW_WITH_CHANGES,
        /** It names one of the service's own tables. */
        SERVICE_TABLE,
        /** It names a partition or a partitioned table whose rows go another way. */
        PARTITIONS
    }

    /** For people. */
    public String sentence() {
        return "Rule " + ruleId
                + switch (effect) {
                    case ACTS -> " acts on " + object + ".";
                    case SHADOWED -> " names " + object + ", but rule " + by + " with the lower rule-id acts there.";
                    case OVERRULED -> " includes " + object + ", but exclude rule " + by + " takes it out.";
                    case CONDITION -> " names " + object + ", but does nothing there: " + reason;
                    case OTHER_TYPE -> " names " + object + ", but its table-type does not.";
                    case VIEW_WITH_CHANGES -> " names " + object + ", a view, which has no changes.";
                    case SERVICE_TABLE -> " names " + object + ", one of the service's own tables.";
                    case PARTITIONS ->
                        " names " + object
                                + ", but each row is in one table of a task: the partitioned one or the partition.";
                };
    }
}
