package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.MessageSettings;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.Senders;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.checkpoint.CheckpointMemory;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.Begun;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.TableEntry;
import io.dmslocal.engine.run.definition.PastNames;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics;
import io.dmslocal.engine.run.validation.ValidationMemory;
import io.dmslocal.engine.settings.CdcStart;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Opens a session: connect both sides, choose tables, let the source remember changes or find where the checkpoint stands. Blocking, one thread.
 */
final class SessionOpening {

    private RunPlan plan;
    private final RunCheckpoint checkpoint;
    private final RunLog log;
    private TableChoice choice;
    private final Clock clock;
    private final RunView view;
    private final EarlierTables earlierTables;
    /** As the source's catalogue has them. */
    private final Map<TableId, TableSchema> definitions = new LinkedHashMap<>();
    /** See {@link HeldTables}. */
    private Set<TableId> held = Set.of();

    SessionOpening(RunPlan plan, RunCheckpoint checkpoint, Clock clock, RunView view) {
        this.clock = clock;
        this.view = view;
        this.plan = plan;
        this.checkpoint = checkpoint;
        this.log = plan.runLog();
        this.choice = new TableChoice(plan, view.reasons());
        this.earlierTables = new EarlierTables(plan, checkpoint, choice, log, view.reasons());
    }

    /** Those who gave source and target close them when this fails. */
    Session open(Source source, Target target) {
        source.check();
        target.check();
        if (source.ignoresCase()) {
            plan = plan.inAnyCase();
            choice = new TableChoice(plan, view.reasons());
        }
        if (plan.migrationType().captures()) {
            source.checkCapture();
        }
        Optional<Begun> begun = checkpoint.begun();
        boolean resumes = begun.isPresent()
                && (plan.start() == Start.RESUME || begun.get().run() == plan.run());
        target.begin(new MessageSettings(
                plan.taskName().toUpperCase(Locale.ROOT),
                plan.settings().targetMetadata().parallelApplyThreads() > 0,
                plan.settings().beforeImage(),
                senders(plan.settings().targetMetadata().parallelLoad()),
                senders(plan.settings().targetMetadata().parallelApply())));
        List<SourceTable> there = new ArrayList<>(source.tables());
        define(source, there, resumes ? earlierTables.known() : Set.of());
        Map<TableId, TableMapping> gone = resumes ? earlierTables.gone(there) : Map.of();
        if (definitions.isEmpty() && gone.isEmpty()) {
            refuseNoTables();
        }
        Map<TableId, TableMapping> mappings = mappings(resumes);
        earlierTables.add(gone, mappings);
        if (resumes && plan.migrationType().captures()) {
            held = new HeldTables(checkpoint, loadsNewTables(begun.get()), log)
                    .leaveOut(source.extendCapture(request(source, mappings)), mappings);
        }
        TaskControl control = new TaskControl(plan, target, clock, begun.flatMap(Begun::server));
        control.create();
        if (Loopback.isOn(plan)) {
            Loopback.prepare(plan, target);
        }
        mappings.forEach((table, mapping) -> plan.mappings()
                .objectMapping(table.schema(), table.name())
                .ifPresent(rule -> target.shape(mapping.target().table(), rule)));
        return resumes
                ? resume(source, target, begun.get(), mappings, control)
                : begin(source, target, begun, mappings, control);
    }

    private static Senders senders(TaskSettings.Parallel given) {
        return new Senders(given.threads(), given.bufferSize(), given.queuesPerThread());
    }

    // ---- which tables

    private void refuseNoTables() {
        if (plan.settings().errorBehavior().failOnNoTablesCaptured()) {
            throw new RunFailure(
                    "No tables were found at task initialization. Either the selected table(s) or schemas(s) no longer"
                            + " exist or no match was found for the table selection pattern(s). If you would like to start a Task"
                            + " that does not initially capture any tables, set Task Setting FailOnNoTablesCaptured to false and"
                            + " restart task.");
        }
    }

    /** @param there what the source has; tables that go while they are looked at are taken out */
    private void define(Source source, List<SourceTable> there, Set<TableId> known) {
        for (TableId table : choice.select(there, known, log)) {
            try {
                definitions.put(table, source.schema(table));
            } catch (ConnectorException refused) {
                if (refused.isRecoverable()
                        || source.tables().stream().anyMatch(now -> now.table().equals(table))) {
                    throw refused;
                }
                there.removeIf(listed -> listed.table().equals(table));
            }
        }
    }

    private Map<TableId, TableMapping> mappings(boolean resumes) {
        Map<TableId, TableMapping> mappings = new LinkedHashMap<>();
        Map<TableId, TableId> byTarget = new HashMap<>();
        for (TableId table : definitions.keySet()) {
            Optional<TableMapping> fitting = mapping(definitions.get(table), resumes);
            if (fitting.isEmpty()) {
                continue;
            }
            TableMapping mapping = fitting.get();
            TableId other = byTarget.putIfAbsent(mapping.target().table(), table);
            if (other != null) {
                RunFailure collision = new RunFailure("Tables " + other + " and " + table + " would both become "
                        + mapping.target().table()
                        + " on the target: rename one of them by a transformation rule or leave it out");
                TableId left = resumes ? earlierTables.left(collision, other, table) : refuse(collision);
                if (left.equals(table)) {
                    continue;
                }
                mappings.remove(other);
                byTarget.put(mapping.target().table(), table);
            }
            if (plan.isOntoItself() && mapping.target().table().equals(table)) {
                RunFailure onto = new RunFailure(
                        "Table " + table
                                + " would be copied onto itself, and be emptied first: the source and the target endpoint"
                                + " are one database. Rename schema or table by a transformation rule, or choose another target");
                byTarget.remove(resumes ? earlierTables.left(onto, table, table) : refuse(onto));
                continue;
            }
            if (plan.migrationType().captures() && !mapping.source().isKeyed()) {
                log.captureWarning(
                        table,
                        "has no key: its inserts are followed; its updates and deletes only where the source logs whole rows"
                                + " (PostgreSQL: ALTER TABLE ... REPLICA IDENTITY FULL)");
            }
            tellOfWholeLobs(mapping);
            mappings.put(table, mapping);
        }
        return mappings;
    }

    private static TableId refuse(RunFailure failure) {
        throw failure;
    }

    /** A definition that a rule does not fit concerns its table alone, once the task has begun. */
    private Optional<TableMapping> mapping(TableSchema definition, boolean resumes) {
        try {
            return Optional.of(choice.mapping(definition));
        } catch (RunFailure misfit) {
            if (!resumes) {
                throw misfit;
            }
            return earlierTables.insteadOf(misfit, definition.table());
        }
    }

    /** What AWS refuses in full LOB mode, and what is done here all the same. */
    private void tellOfWholeLobs(TableMapping mapping) {
        TableId table = mapping.source().table();
        if (choice.lobs(table).limitBytes() > 0 || !choice.lobs(table).areKept()) {
            return;
        }
        List<Column> lobs = mapping.columnsToRead().stream()
                .filter(column -> column.type().kind().isLob())
                .toList();
        if (!lobs.isEmpty() && !mapping.source().isKeyed()) {
            log.captureWarning(
                    table,
                    "has LOB columns and no key: in full LOB mode AWS cannot migrate them; here they travel with their row");
        }
        String required = lobs.stream()
                .filter(column -> !column.nullable())
                .map(Column::name)
                .collect(Collectors.joining(", "));
        if (!required.isEmpty()) {
            log.captureWarning(
                    table,
                    "has LOB columns that take no NULL (" + required
                            + "): in full LOB mode AWS needs NULL in them for a while; here they travel with their row");
        }
    }

    // ---- the first time

    private Session begin(
            Source source,
            Target target,
            Optional<Begun> earlier,
            Map<TableId, TableMapping> mappings,
            TaskControl control) {
        boolean again = plan.start() == Start.RELOAD;
        TransactionState.forget(control);
        List<TableState> tables = new ArrayList<>();
        Map<TableId, TableEntry> entries = new LinkedHashMap<>();
        Phase phase = plan.loadsTables() ? Phase.BEFORE_LOAD : Phase.COMPLETED;
        mappings.forEach(
                (table, mapping) -> tables.add(state(tables.size() + 1, mapping, phase, again, Optional.empty())));
        divide(source, tables);
        Optional<Session.Capture> capture = Optional.empty();
        if (plan.migrationType().captures()) {
            CaptureRequest request = request(source, mappings);
            Position from = startCapture(source, request, earlier);
            capture = Optional.of(new Session.Capture(request, from, Optional.empty(), 0, true));
        } else if (checkpoint.captures()) {
            source.endCapture(plan.captureName()); // the task captured once: nobody reads what the source would keep
        }
        // changes from the past may have older definitions than the catalogue, to which the target's tables are made
        Optional<Position> since =
                plan.cdcStart() instanceof CdcStart.Now ? Optional.empty() : capture.map(c -> source.now());
        for (TableState table : tables) {
            entries.put(
                    table.source(),
                    plan.loadsTables()
                            ? TableEntry.unloaded(Phase.BEFORE_LOAD, again)
                            : followed(target, table, since));
        }
        view.reasons().begin();
        checkpoint.begin(
                new Begun(
                        plan.run(),
                        capture.isPresent(),
                        capture.map(c -> c.from().text()),
                        Optional.of(control.server())),
                entries);
        if (plan.settings().validation().enabled()) {
            ValidationMemory.forget(checkpoint.store(), mappings.keySet());
        }
        if (again) {
            tables.forEach(TableState::reloaded);
        }
        return new Session(
                plan, choice, source, target, checkpoint, tables, capture, RunStatistics.NONE, control, view);
    }

    /** A table of a task that loads nothing: made where it is missing, and followed. */
    private static TableEntry followed(Target target, TableState table, Optional<Position> since) {
        target.prepare(new TablePlan(table.declared(), Preparation.DO_NOTHING, false, true));
        table.follow(table.mapping(), since);
        return TableEntry.unloadedButFollowed(table.mapping().source(), since);
    }

    private Position startCapture(Source source, CaptureRequest request, Optional<Begun> earlier) {
        boolean remembered = earlier.map(Begun::captures).orElse(false);
        boolean elsewhere = !(plan.cdcStart() instanceof CdcStart.Now)
                && !plan.migrationType().loads();
        if (elsewhere && remembered) {
            return given(source, request); // the source still knows this task: what it kept may reach back that far
        }
        checkpoint.capturing();
        Position now = source.startCapture(request);
        return elsewhere ? given(source, request) : now;
    }

    private Position given(Source source, CaptureRequest request) {
        if (plan.cdcStart() instanceof CdcStart.AtPosition at) {
            return source.position(at.position());
        }
        return source.position(((CdcStart.AtTime) plan.cdcStart()).time());
    }

    // ---- once more

    private Session resume(
            Source source, Target target, Begun begun, Map<TableId, TableMapping> mappings, TaskControl control) {
        RunStatistics earlier = checkpoint.statistics().failed(earlierTables.misfits());
        Optional<RunCheckpoint.Applied> applied = checkpoint.applied();
        Set<String> suspended =
                new HashSet<>(applied.map(RunCheckpoint.Applied::suspended).orElse(List.of()));
        Optional<Position> now = plan.migrationType().captures() ? Optional.of(source.now()) : Optional.empty();
        List<TableState> tables = new ArrayList<>();
        Map<TableId, TableEntry> newTables = new LinkedHashMap<>();
        mappings.forEach((table, mapping) -> {
            TableEntry entry = checkpoint.table(table);
            boolean isToLoad = loadsNewTables(begun) || entry.phase() == Phase.LOADING;
            if (isToLoad || entry.phase() == Phase.COMPLETED || entry.phase() == Phase.ERROR) {
                tables.add(resumed(source, tables.size() + 1, mapping, entry, begun, suspended, earlier, now));
            } else {
                TableState added = state(tables.size() + 1, mapping, Phase.COMPLETED, false, Optional.empty());
                tables.add(added);
                try {
                    newTables.put(table, followed(target, added, now));
                    log.captureWarning(
                            table,
                            "is new to this task, which loads nothing: its changes are followed from here on, rows written before are not copied");
                } catch (ConnectorException refused) {
                    if (refused.isRecoverable()) {
                        throw refused;
                    }
                    added.enter(Phase.ERROR);
                    earlierTables.leave(table, "it cannot be made on the target: " + refused.getMessage());
                }
            }
        });
        divide(source, tables);
        tellGone(earlier, mappings.keySet());
        Optional<Session.Capture> capture = Optional.empty();
        if (plan.migrationType().captures()) {
            String from = applied.map(RunCheckpoint.Applied::position)
                    .or(begun::start)
                    .orElseThrow(() -> new RunFailure(
                            "The task has no position to resume its changes from: start it with reload-target"));
            capture = Optional.of(resumedAt(source.position(from), request(source, mappings), now, source, control));
        }
        checkpoint.goOn(
                new Begun(
                        plan.run(),
                        begun.captures() || capture.isPresent(),
                        begun.start(),
                        Optional.of(control.server())),
                newTables);
        TransactionState.leaveLast(control);
        Session session =
                new Session(plan, choice, source, target, checkpoint, tables, capture, earlier, control, view);
        session.alreadyFailed(earlierTables.failed());
        return session;
    }

    /** The rules of a run stay as they are: what is new to it came on the source while it followed changes. */
    private boolean loadsNewTables(Begun begun) {
        return plan.migrationType().loads() || begun.run() == plan.run();
    }

    /** The target itself knows best how far it is, where it was asked to keep that. */
    private Session.Capture resumedAt(
            Position saved, CaptureRequest request, Optional<Position> now, Source source, TaskControl control) {
        if (control.having(ControlTables.TXN_STATE).isEmpty()) {
            TransactionState.forget(control);
        }
        Optional<TransactionState> kept =
                TransactionState.read(control, source, request).flatMap(state -> state.at(saved));
        kept.ifPresent(state -> log.capture("awsdms_txn_state says that changes are applied up to "
                + state.position().text()
                + (state.isExact() ? "" : ", and perhaps some after it")
                + (state.part() > 0 ? ", and " + state.part() + " of the transaction that follows" : "")));
        TransactionState state = kept.orElse(TransactionState.orMore(saved));
        return new Session.Capture(
                request, state.position(), state.isExact() ? Optional.empty() : now, Math.max(0, state.part()), false);
    }

    /** Those that went while nobody followed; the others were told when they went. */
    private void tellGone(RunStatistics earlier, Set<TableId> here) {
        for (TableStatistics table : earlier.tables()) {
            TableId id = new TableId(table.schema(), table.table());
            boolean isTold =
                    table.state().equals(Phase.GONE.word()) || table.state().equals(Phase.ERROR.word());
            if (!here.contains(id) && !isTold) {
                log.captureWarning(
                        id,
                        "is not selected any more, or was dropped or renamed on the source while the task did not run:"
                                + " it is not followed from here on, and the target's table stays as it is");
            }
        }
    }

    private TableState resumed(
            Source source,
            int id,
            TableMapping mapping,
            TableEntry entry,
            Begun begun,
            Set<String> suspended,
            RunStatistics earlier,
            Optional<Position> now) {
        TableId table = mapping.source().table();
        Optional<TableStatistics> counted = earlier.tables().stream()
                .filter(t -> t.schema().equals(table.schema()) && t.table().equals(table.name()))
                .findFirst();
        Phase phase = Phase.BEFORE_LOAD;
        if (entry.phase() == Phase.COMPLETED) {
            phase = suspended.contains(table.toString()) ? Phase.ERROR : Phase.COMPLETED;
        } else if (entry.phase() == Phase.ERROR && begun.run() == plan.run()) {
            phase = Phase.ERROR; // its load failed in this run: only the user's resume tries again
        }
        TableState state = state(id, mapping, phase, entry.hasRows(), counted);
        if (entry.phase() == Phase.COMPLETED) {
            // before anybody wrote down what the target follows, it was what the catalogue says
            state.follow(
                    entry.definition().map(d -> choice.mapping(d.source())).orElse(mapping),
                    entry.definition().isPresent()
                            ? entry.definition().get().since().map(source::position)
                            : now,
                    entry.definition().map(d -> d.past(source::position)).orElse(PastNames.NONE));
        }
        if (phase == Phase.COMPLETED
                && entry.image().isPresent()
                && entry.imageEnd().isPresent()) {
            state.image(new TableState.Image(
                    source.image(entry.image().get()),
                    source.position(entry.imageEnd().get())));
        }
        return state;
    }

    // ---- both times

    private void divide(Source source, List<TableState> tables) {
        Division division = new Division(plan, source, log);
        tables.stream()
                .filter(table -> table.phase() == Phase.BEFORE_LOAD)
                .forEach(table -> table.inSegments(division.of(table.mapping().source())));
    }

    private TableState state(
            int id, TableMapping mapping, Phase phase, boolean hasRows, Optional<TableStatistics> counted) {
        TableState state = new TableState(id, mapping, plan.isOneFamily(), phase, hasRows, counted);
        state.forget(
                plan.settings().validation().enabled(), plan.settings().resync().enabled());
        return state;
    }

    private CaptureRequest request(Source source, Map<TableId, TableMapping> mappings) {
        Set<TableId> tables = new HashSet<>(mappings.keySet());
        if (Loopback.isOn(plan)) {
            tables.add(Loopback.mark(plan));
        }
        return new CaptureRequest(
                plan.captureName(),
                Set.copyOf(tables),
                new CheckpointMemory(checkpoint.store()),
                choice.nativeColumns(),
                new LaterTables(choice, source, misfits()),
                Duration.ofSeconds(plan.settings().fullLoad().transactionConsistencyTimeoutSeconds()),
                new ReadColumns(mappings, choice),
                held);
    }

    private Map<TableId, TableSchema> misfits() {
        return earlierTables.misfits().stream().collect(Collectors.toMap(table -> table, definitions::get));
    }
}
