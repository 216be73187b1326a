package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.MessageSettings;
import io.dmslocal.engine.connector.spi.Target.Senders;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.Begun;
import io.dmslocal.engine.run.failure.FailedTables;
import io.dmslocal.engine.run.failure.FailurePolicy;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Opens a session: connect both sides, choose tables ({@link ChosenTables}), then let the source remember changes ({@link SessionBeginning}) or find where the
 * checkpoint stands ({@link SessionResume}). Blocking, one thread.
 */
final class SessionOpening {

    private final RunPlan plan;
    private final RunCheckpoint checkpoint;
    private final Clock clock;
    private final RunView view;

    SessionOpening(RunPlan plan, RunCheckpoint checkpoint, Clock clock, RunView view) {
        this.plan = plan;
        this.checkpoint = checkpoint;
        this.clock = clock;
        this.view = view;
    }

    /** Those who gave source and target close them when this fails. */
    Session open(Source source, Target target) {
        source.check();
        target.check();
        if (plan.migrationType().captures()) {
            source.checkCapture();
        }
        Optional<Begun> begun = checkpoint.begun();
        boolean resumes = begun.isPresent()
                && (plan.start() == Start.RESUME || begun.get().run() == plan.run());
        target.begin(messages());
        TableChoice choice = new TableChoice(plan, source.ignoresCase(), view.reasons());
        FailedTables failed = new FailedTables(new FailurePolicy(plan.settings().errorBehavior()));
        EarlierTables earlier =
                new EarlierTables(plan, checkpoint, begun, choice, failed, plan.runLog(), view.reasons());
        ChosenTables chosen = new ChosenTables(plan, checkpoint, choice, earlier, resumes);
        Map<TableId, TableMapping> mappings = chosen.of(source);
        if (resumes && plan.migrationType().captures()) {
            earlier.leaveOut(source.hindrances(chosen.request(source, mappings, Set.of())), mappings);
            source.followAnew(chosen.request(source, mappings, Set.of()), loaded(mappings, earlier));
        }
        Set<TableId> held = resumes ? held(begun.get(), source, chosen, mappings) : Set.of();
        TaskControl control = new TaskControl(plan, target, clock, begun);
        prepare(target, control, choice, mappings);
        SessionParts parts = new SessionParts(
                plan,
                choice,
                checkpoint,
                source,
                target,
                mappings,
                chosen.request(source, mappings, held),
                control,
                failed,
                view);
        return resumes
                ? new SessionResume(parts, earlier, begun.get()).open()
                : new SessionBeginning(parts).open(begun);
    }

    private static Set<TableId> loaded(Map<TableId, TableMapping> mappings, EarlierTables earlier) {
        return mappings.keySet().stream()
                .filter(table -> earlier.phase(table) == Phase.BEFORE_LOAD)
                .collect(Collectors.toSet());
    }

    /** Tables of which the source cannot tell changes yet: nobody else waits for them. */
    private Set<TableId> held(Begun begun, Source source, ChosenTables chosen, Map<TableId, TableMapping> mappings) {
        if (!plan.migrationType().captures()) {
            return Set.of();
        }
        return new HeldTables(checkpoint, SessionResume.loadsNewTables(plan, begun), plan.runLog())
                .leaveOut(source.extendCapture(chosen.request(source, mappings, Set.of())), mappings);
    }

    private void prepare(Target target, TaskControl control, TableChoice choice, Map<TableId, TableMapping> mappings) {
        control.create();
        if (Loopback.isOn(plan)) {
            Loopback.prepare(plan, target);
        }
        mappings.forEach((table, mapping) -> choice.rules()
                .objectMapping(table.schema(), table.name())
                .ifPresent(rule -> target.shape(mapping.target().table(), rule)));
    }

    private MessageSettings messages() {
        return new MessageSettings(
                plan.taskName().toUpperCase(Locale.ROOT),
                plan.settings().targetMetadata().parallelApplyThreads() > 0,
                plan.settings().beforeImage(),
                senders(plan.settings().targetMetadata().parallelLoad()),
                senders(plan.settings().targetMetadata().parallelApply()));
    }

    private static Senders senders(TaskSettings.Parallel given) {
        return new Senders(given.threads(), given.bufferSize(), given.queuesPerThread());
    }
}
