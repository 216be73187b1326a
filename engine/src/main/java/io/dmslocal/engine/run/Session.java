package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.connector.spi.TableSnapshot;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.mapping.RowWorks;
import io.dmslocal.engine.meter.RunMeter;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint;
import io.dmslocal.engine.run.failure.FailedTables;
import io.dmslocal.engine.run.failure.FailurePolicy;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.reason.CallsUnderWay;
import io.dmslocal.engine.run.reason.Reasons;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics;
import io.dmslocal.engine.settings.ErrorBehavior.Action;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** What a run has open between two interruptions: both sides, its tables, its checkpoint. Closed on a thread that may block. */
final class Session implements AutoCloseable {

    /**
     * The changes that this session reads.
     *
     * @param from where reading begins
     * @param repeatsUntil after a restart: up to here changes may be on the target already
     * @param part how many changes of the transaction that follows are on the target: they are passed over
     * @param isFirst whether the task's changes begin here
     */
    record Capture(
            CaptureRequest request, Position from, Optional<Position> repeatsUntil, long part, boolean isFirst) {}

    /**
     * Tables that went of which the counters are still shown: who makes and drops a table every minute must not fill checkpoint and answers. Assumed: AWS
     * says nothing of it.
     */
    static final int MOST_GONE = 1_000;

    private final RunPlan plan;
    private final TableChoice choice;
    private final Source source;
    private final Target target;
    private final RunCheckpoint checkpoint;
    private final List<TableState> tables;
    private final List<TableStatistics> gone;
    private final Queue<TableStatistics> came = new ConcurrentLinkedQueue<>();
    private final Optional<Capture> capture;
    private final FailurePolicy policy;
    private final RunLog log;
    private final TaskControl control;
    private final RunView view;

    private final FailedTables failedTables;
    private final Queue<Rejected> refusedRows = new ConcurrentLinkedQueue<>();

    /** What outlives those who opened it. */
    private final Queue<TableSnapshot> open = new ConcurrentLinkedQueue<>();

    private volatile Optional<Instant> loadStart;
    private volatile Optional<Instant> loadFinish;
    private volatile Optional<String> position;
    private volatile Optional<Position> reached = Optional.empty();
    private volatile Optional<Position> given = Optional.empty();
    private volatile boolean progressed;

    Session(
            RunPlan plan,
            TableChoice choice,
            Source source,
            Target target,
            RunCheckpoint checkpoint,
            List<TableState> tables,
            Optional<Capture> capture,
            RunStatistics earlier,
            TaskControl control,
            FailedTables failedTables,
            RunView view) {
        this.view = view;
        this.plan = plan;
        this.choice = choice;
        this.source = source;
        this.target = target;
        this.checkpoint = checkpoint;
        this.tables = List.copyOf(tables);
        this.gone = gone(tables.stream().map(TableState::source).collect(Collectors.toSet()), earlier.tables());
        this.capture = capture;
        this.policy = new FailurePolicy(plan.settings().errorBehavior());
        this.failedTables = failedTables;
        this.log = plan.runLog();
        this.control = control;
        this.loadStart = earlier.loadStart();
        this.loadFinish = earlier.loadFinish();
        this.position = capture.map(c -> c.from().text());
    }

    /** Of tables that were followed and are not chosen any more: they keep what was counted. The latest changed ones, when there are too many. */
    static List<TableStatistics> gone(Set<TableId> here, List<TableStatistics> earlier) {
        List<TableStatistics> gone = earlier.stream()
                .filter(t -> !here.contains(new TableId(t.schema(), t.table())))
                .map(t -> t.state().equals(Phase.ERROR.word()) ? t : t.in(Phase.GONE.word()))
                .toList();
        if (gone.size() <= MOST_GONE) {
            return gone;
        }
        return gone.stream()
                .sorted(Comparator.comparing(
                                (TableStatistics t) -> t.lastUpdate().orElse(Instant.MIN))
                        .reversed())
                .limit(MOST_GONE)
                .toList();
    }

    RunPlan plan() {
        return plan;
    }

    TableChoice choice() {
        return choice;
    }

    Source source() {
        return source;
    }

    Target target() {
        return target;
    }

    RunCheckpoint checkpoint() {
        return checkpoint;
    }

    /** In the order in which they load. */
    List<TableState> tables() {
        return tables;
    }

    Optional<Capture> capture() {
        return capture;
    }

    FailurePolicy policy() {
        return policy;
    }

    /** Any thread. */
    FailedTables failedTables() {
        return failedTables;
    }

    RunLog log() {
        return log;
    }

    TaskControl control() {
        return control;
    }

    /** To be bumped per batch, never per row. */
    RunMeter meter() {
        return view.meter();
    }

    CallsUnderWay calls() {
        return view.calls();
    }

    /** What went wrong, for whoever asks why. */
    Reasons reasons() {
        return view.reasons();
    }

    void loadStarted(Instant time) {
        loadStart = Optional.of(time);
        loadFinish = Optional.empty();
    }

    void loadFinished(Instant time) {
        loadFinish = Optional.of(time);
    }

    void appliedUpTo(Position applied) {
        position = Optional.of(applied.text());
    }

    /** Everything before it is committed on the target, or is of no table of this task; also when nothing comes but the source's word that time goes on. */
    void reached(Position end) {
        reached = Optional.of(end);
    }

    /** How far the target has followed, for those that compare it with the source. */
    Optional<Position> reached() {
        return reached;
    }

    /** Whether all loads of this task were through before, or are now. */
    boolean isLoadFinished() {
        return loadFinish.isPresent();
    }

    /**
     * A row that a load left out: belongs into awsdms_apply_exceptions where changes are applied; tasks that only load have no such table and log it.
     * Called by any thread.
     */
    void refused(Rejected row) {
        if (capture.isPresent()) {
            refusedRows.add(row);
        }
    }

    /** Those that no exceptions table has yet. One thread. */
    List<Rejected> takeRefusedRows() {
        List<Rejected> taken = new ArrayList<>();
        for (Rejected row = refusedRows.poll(); row != null; row = refusedRows.poll()) {
            taken.add(row);
        }
        return taken;
    }

    /** This was given to the applier: whatever a change does to the target, its place is not behind the last one that was given. */
    void given(Position last) {
        given = Optional.of(last);
    }

    /** How far changes were tried. */
    Optional<Position> given() {
        return given;
    }

    boolean isLoading() {
        return tables.stream().anyMatch(table -> table.gate().isPresent());
    }

    /** Rows have reached the target in this session: whatever breaks later is a new trouble, not the one before. */
    void progressed() {
        progressed = true;
    }

    boolean hasProgressed() {
        return progressed;
    }

    /** The next session has the table, also when the source has it no more by then: its log says so, and the target's is there. */
    void came(TableId table) {
        TableStatistics none = TableStatistics.none(table).in(Phase.COMPLETED.word());
        boolean isKnown = statistics().tables().stream()
                .anyMatch(known ->
                        known.schema().equals(none.schema()) && known.table().equals(none.table()));
        if (!isKnown) {
            came.add(none);
        }
    }

    RunStatistics statistics() {
        List<TableStatistics> all =
                tables.stream().map(TableState::statistics).collect(Collectors.toCollection(ArrayList::new));
        all.addAll(gone);
        all.addAll(came);
        return RunStatistics.of(all, loadStart, loadFinish, position);
    }

    /** What works rows where rules ask for it: one per thread. */
    RowWorks rowWorks(Clock clock) {
        return new RowWorks(
                clock,
                plan.expressionDeadline(),
                plan.settings().errorBehavior().dataMaskingErrorPolicy() == Action.LOG_ERROR,
                source::shown);
    }

    /** Into what the source divides tables now. */
    Division division() {
        return new Division(choice.rules(), plan.source().endpoint().engineName(), source, log);
    }

    /** How a table is made ready for its load. */
    TablePlan preparationPlan(TableState table) {
        TablePlan plan = loadPlan(table);
        return new TablePlan(table.declared(), plan.preparation(), plan.keyAfterLoad(), plan.announce());
    }

    /** How its rows are written. */
    TablePlan loadPlan(TableState table) {
        var fullLoad = plan.settings().fullLoad();
        return new TablePlan(table.target(), preparation(table), fullLoad.createPkAfterFullLoad(), true);
    }

    private Preparation preparation(TableState table) {
        var fullLoad = plan.settings().fullLoad();
        if (!plan.migrationType().loads()) {
            // a table that came while only changes are followed: its target may have been made by hand
            return table.hasRows() ? Preparation.TRUNCATE_BEFORE_LOAD : Preparation.DO_NOTHING;
        }
        Preparation mode = Preparation.valueOf(fullLoad.prepMode());
        if (plan.isToStream()) {
            // streams announce drop-table and create-table unless a mode was asked for
            return fullLoad.prepModeGiven() ? mode : Preparation.DROP_AND_CREATE;
        }
        // whoever loads its rows once more starts from nothing, whatever the mode says
        return table.hasRows() && mode == Preparation.DO_NOTHING ? Preparation.TRUNCATE_BEFORE_LOAD : mode;
    }

    /** Closed with this session, if it was not before. Called by any thread. */
    void alsoClose(TableSnapshot snapshot) {
        open.add(snapshot);
    }

    @Override
    public void close() {
        try {
            open.forEach(TableSnapshot::close);
            source.close();
        } finally {
            target.close();
        }
    }
}
