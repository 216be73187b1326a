package io.dmslocal.engine.entity.assessment;

import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventHandlerBuilder;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Assessed;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.CancelRequested;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Deleted;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.DeletionRequested;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Event;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.ExecutionStarted;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.ProvisioningStarted;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.ReportKept;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.RunEnded;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.RunRequested;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.TagsChanged;
import io.dmslocal.engine.entity.assessment.AssessmentState.Absent;
import io.dmslocal.engine.entity.assessment.AssessmentState.Cancellable;
import io.dmslocal.engine.entity.assessment.AssessmentState.Ended;
import io.dmslocal.engine.entity.assessment.AssessmentState.Present;
import io.dmslocal.engine.entity.assessment.AssessmentState.Provisioning;
import io.dmslocal.engine.entity.assessment.AssessmentState.Starting;
import io.dmslocal.engine.entity.assessment.AssessmentState.Unfinished;

/** Which event leads a run from which status to which; shared by the entity and by whoever reads its journal again. Pure. */
public final class AssessmentTransitions {

    private AssessmentTransitions() {}

    public static EventHandler<AssessmentState, Event> table() {
        EventHandlerBuilder<AssessmentState, Event> transitions = EventHandlerBuilder.builder();
        transitions.forStateType(Absent.class).onEvent(RunRequested.class, Absent::starting);
        transitions.forStateType(Starting.class).onEvent(ProvisioningStarted.class, Starting::provisioning);
        transitions.forStateType(Provisioning.class).onEvent(ExecutionStarted.class, (state, event) -> state.running());
        transitions.forStateType(Cancellable.class).onEvent(CancelRequested.class, Cancellable::cancelling);
        transitions
                .forStateType(Unfinished.class)
                .onEvent(Assessed.class, Unfinished::assessed)
                .onEvent(RunEnded.class, Unfinished::ended);
        transitions
                .forStateType(Ended.class)
                .onEvent(ReportKept.class, Ended::kept)
                .onEvent(DeletionRequested.class, Ended::deleting)
                .onEvent(RunRequested.class, Ended::again);
        transitions
                .forStateType(Present.class)
                .onEvent(Deleted.class, (state, event) -> new Absent())
                .onEvent(
                        TagsChanged.class,
                        (state, event) -> state.with(state.run().with(event.tags())));
        return transitions.build();
    }
}
