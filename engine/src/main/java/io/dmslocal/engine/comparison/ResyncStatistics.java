package io.dmslocal.engine.comparison;

/**
 * What repairs have done to one table.
 *
 * @param state AWS's words: {@code Last resync at: 2024-03-14T06:00:00Z}; before the first repair {@code Not started}, which is assumed
 * @param differing records that differed when the repairs began
 */
public record ResyncStatistics(String state, long attempted, long succeeded, long differing) {

    /** Nothing was repaired yet. */
    public static final ResyncStatistics NONE = new ResyncStatistics("Not started", 0, 0, 0);

    private static final double WHOLE = 100.0;

    public long failed() {
        return attempted - succeeded;
    }

    /** ResyncProgress, percent: what was repaired of all that differed. */
    public double progress() {
        return differing == 0 ? 0 : WHOLE * succeeded / differing;
    }

    /** What makes a failure good: AWS's RESYNC_ACTION. */
    public enum Action {
        UPSERT,
        DELETE;

        public static Action of(Difference.Type failure) {
            return failure == Difference.Type.MISSING_SOURCE ? DELETE : UPSERT;
        }
    }
}
