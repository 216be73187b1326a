package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.comparison.ValidationState;

/**
 * What the validation of one table has found so far.
 *
 * @param state AWS's word: {@code Pending records}
 * @param pending records that wait to be compared, or differ and may not stay so
 * @param details a sentence, where the state needs one; may be empty
 */
public record ValidationStatistics(String state, long pending, long failed, long suspended, String details) {

    /** Of a task that does not validate. */
    public static final ValidationStatistics NONE = of(ValidationState.NOT_ENABLED);

    static ValidationStatistics of(ValidationState state) {
        return new ValidationStatistics(state.word(), 0, 0, 0, "");
    }
}
