package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.comparison.ResyncStatistics;
import io.dmslocal.engine.record.TableId;
import java.util.Optional;

/** A table of the run, as far as its comparison concerns it. Any thread. */
public interface ValidatedTable {

    TableId source();

    /** Its rows are on the target; changes may still wait behind its gate. */
    boolean isLoaded();

    /** No changes wait behind its gate. Asked by the thread that applies changes, or where none are applied. */
    boolean isOpen();

    /** It is in error: the task does not go on with it. */
    boolean isSuspended();

    void validated(ValidationStatistics found);

    /** From here on keys of changed rows are wanted. */
    void changedKeys(ChangedKeys wanted);

    /** Empty where rows are not repaired. */
    Optional<ResyncStatistics> resync();

    void resync(ResyncStatistics counted);
}
