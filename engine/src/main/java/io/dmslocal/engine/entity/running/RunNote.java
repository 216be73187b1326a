package io.dmslocal.engine.entity.running;

import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.run.RunPlan;
import io.dmslocal.engine.run.RunReport;
import java.util.Optional;

/** What an entity hears about its run, from itself and from the run: never leaves its node, nor is it ever written. Only {@link RunKeeper} looks inside. */
public sealed interface RunNote {

    /** The run may be made now. */
    record Launch(long run) implements RunNote {}

    record Planned(long run, Outcome<RunPlan> plan) implements RunNote {}

    /** Nobody said whether the run can be made. */
    record Unplanned(long run, Throwable defect) implements RunNote {}

    /** What the checkpoint says of a run that is no more. */
    record LookedBack(long run, Optional<RunSummary> summary) implements RunNote {}

    record Reported(RunReport report) implements RunNote {}

    /**
     * The run's actor is no more.
     *
     * @param launch which of this entity's launches it was: a run may begin more than once
     */
    record Gone(long run, long launch) implements RunNote {}
}
