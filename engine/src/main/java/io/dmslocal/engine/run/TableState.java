package io.dmslocal.engine.run;

import io.dmslocal.engine.comparison.ResyncStatistics;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.mapping.NativeColumns;
import io.dmslocal.engine.mapping.Segment;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.cache.CachedChanges;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.Definition;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.TableEntry;
import io.dmslocal.engine.run.definition.PastNames;
import io.dmslocal.engine.run.log.LoadedTable;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.statistics.TableStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics.Captured;
import io.dmslocal.engine.run.statistics.TableStatistics.Loaded;
import io.dmslocal.engine.run.validation.ChangedKeys;
import io.dmslocal.engine.run.validation.ValidatedTable;
import io.dmslocal.engine.run.validation.ValidationStatistics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One table of a run: its gate and its counters.
 *
 * <p>Threads: fields of the load are written by the load's thread, fields of the changes by the applier's; what others read is volatile and
 * replaced as a whole.
 */
final class TableState implements ValidatedTable, LoadedTable {

    /** The image that a load made of the table: until the stream is past {@code end}, it may hold changes that are still to come. */
    record Image(TableImage holds, Position end) {}

    private final int id;
    private final TableMapping mapping;
    private final List<Column> columnsToRead;
    private final TableSchema target;
    private final TableSchema declared;

    private List<Segment> segments = List.of();

    private volatile boolean hasRows;
    private volatile Phase phase;
    private volatile Loaded loaded = Loaded.NONE;
    private volatile boolean reloaded;
    private volatile Optional<Image> image = Optional.empty();

    // the validation's
    private volatile ValidationStatistics validation = ValidationStatistics.NONE;
    private volatile Optional<ResyncStatistics> resync = Optional.empty();
    private volatile Optional<ChangedKeys> changedKeys = Optional.empty();

    // the applier's
    private TableMapping current;
    private Optional<Position> currentSince = Optional.empty();
    private PastNames pastNames = PastNames.NONE;
    private Optional<CachedChanges> gate = Optional.empty();
    private long inserts;
    private long updates;
    private long deletes;
    private long ddls;
    private long appliedInserts;
    private long appliedUpdates;
    private long appliedDeletes;
    private long appliedDdls;
    private long dataErrors;
    private long applyErrors;
    private boolean changed;
    private volatile Captured captured;
    private volatile Captured applied;
    private volatile Optional<Instant> lastUpdate;

    /**
     * @param id number in the task's log, from 1
     * @param oneFamily whether values may travel in the databases' own form
     * @param hasRows whether this task has put rows on the target
     * @param earlier what was counted before an interruption
     */
    TableState(
            int id,
            TableMapping mapping,
            boolean oneFamily,
            Phase phase,
            boolean hasRows,
            Optional<TableStatistics> earlier) {
        this.id = id;
        this.mapping = mapping;
        this.hasRows = hasRows;
        this.current = mapping;
        this.phase = phase;
        this.target = NativeColumns.marked(mapping, oneFamily);
        this.declared = NativeColumns.declared(mapping, oneFamily);
        this.columnsToRead = columnsToRead(mapping, target);
        this.captured = earlier.map(TableStatistics::captured).orElse(Captured.NONE);
        this.applied = earlier.map(TableStatistics::applied).orElse(Captured.NONE);
        this.lastUpdate = earlier.flatMap(TableStatistics::lastUpdate);
        this.reloaded = earlier.map(TableStatistics::reloaded).orElse(false);
        earlier.filter(e -> phase != Phase.BEFORE_LOAD).ifPresent(e -> {
            loaded = e.loaded();
            validation = e.validation();
            resync = e.resync();
        });
        restore();
    }

    private static List<Column> columnsToRead(TableMapping mapping, TableSchema target) {
        List<Column> columns = new ArrayList<>(mapping.columnsToRead());
        int copied = 0;
        for (int i = 0; i < target.columns().size(); i++) {
            if (mapping.sourceOf(i).isPresent()) {
                if (target.columns().get(i).isNative()) {
                    columns.set(copied, columns.get(copied).asNative());
                }
                copied++;
            }
        }
        return List.copyOf(columns);
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public TableId source() {
        return mapping.source().table();
    }

    TableMapping mapping() {
        return mapping;
    }

    @Override
    public TableSchema target() {
        return target;
    }

    /** The target's table as it is made: its columns may be of the source's own types where values travel otherwise, because rules look at them. */
    TableSchema declared() {
        return declared;
    }

    /** The source's columns in the order in which the target takes them. */
    List<Column> columnsToRead() {
        return columnsToRead;
    }

    /** In which its load is done; empty when it is done as one. */
    List<Segment> segments() {
        return segments;
    }

    /** Called before the run begins. */
    void inSegments(List<Segment> parts) {
        segments = List.copyOf(parts);
    }

    boolean isNative() {
        return mapping.isPlain() && columnsToRead.stream().allMatch(Column::isNative);
    }

    Phase phase() {
        return phase;
    }

    void enter(Phase next) {
        phase = next;
    }

    @Override
    public boolean isSuspended() {
        return phase == Phase.ERROR || phase == Phase.GONE;
    }

    @Override
    public boolean isLoaded() {
        return phase == Phase.COMPLETED;
    }

    /** Whether this task has put rows on the target: a load then starts from nothing. */
    boolean hasRows() {
        return hasRows;
    }

    void rowsCommitted() {
        hasRows = true;
    }

    Loaded loaded() {
        return loaded;
    }

    void loaded(Loaded progress) {
        loaded = progress;
    }

    void reloaded() {
        reloaded = true;
    }

    boolean isReloaded() {
        return reloaded;
    }

    Optional<Image> image() {
        return image;
    }

    void image(Image made) {
        image = Optional.of(made);
    }

    /**
     * Whether a definition that the log has there is surely newer than the one with which the table was loaded. Where the image's place is not known, only rows
     * tell: those of before are held.
     */
    boolean isAfterLoad(Change change) {
        if (image.isEmpty() || change.position().compareTo(image.get().end()) > 0) {
            return true;
        }
        TableImage holds = image.get().holds();
        return !holds.text().isEmpty() && !holds.holds(change);
    }

    void forgetImage() {
        image = Optional.empty();
    }

    // ---- the validation's part

    @Override
    public void validated(ValidationStatistics found) {
        validation = found;
    }

    /** What an earlier run has found is shown no more where the task does not look for it now. */
    void forget(boolean validates, boolean repairs) {
        validation = validates ? validation : ValidationStatistics.NONE;
        resync = repairs ? resync : Optional.empty();
    }

    @Override
    public void resync(ResyncStatistics counted) {
        resync = Optional.of(counted);
    }

    @Override
    public Optional<ResyncStatistics> resync() {
        return resync;
    }

    @Override
    public void changedKeys(ChangedKeys wanted) {
        changedKeys = Optional.of(wanted);
    }

    /** Empty while nobody wants to know. */
    Optional<ChangedKeys> changedKeys() {
        return changedKeys;
    }

    // ---- the applier's part

    /** The definition that the target's table has now: the one that it was loaded with until changes of definition come. */
    TableMapping current() {
        return current;
    }

    /** @param since changes before it have older definitions, which the target has left behind */
    void follow(TableMapping changed, Optional<Position> since) {
        follow(changed, since, PastNames.NONE);
    }

    /** @param past what became of columns of definitions that the target has left behind */
    void follow(TableMapping changed, Optional<Position> since, PastNames past) {
        current = changed;
        currentSince = since;
        pastNames = past;
    }

    PastNames pastNames() {
        return pastNames;
    }

    /** Whether a change there has no definition that the target has not followed: it is read again, or was there before the task. */
    boolean isBeforeCurrent(Position position) {
        return currentSince.isPresent() && position.compareTo(currentSince.get()) <= 0;
    }

    /** Present while the gate is closed. */
    Optional<CachedChanges> gate() {
        return gate;
    }

    @Override
    public boolean isOpen() {
        return gate.isEmpty();
    }

    void close(CachedChanges cache) {
        gate = Optional.of(cache);
    }

    void open() {
        gate = Optional.empty();
    }

    void countCaptured(Operation operation) {
        switch (operation) {
            case INSERT -> inserts++;
            case UPDATE -> updates++;
            case DELETE -> deletes++;
        }
        changed = true;
    }

    void countCapturedDdl() {
        ddls++;
        changed = true;
    }

    void countWritten(Operation operation, int times) {
        switch (operation) {
            case INSERT -> appliedInserts += times;
            case UPDATE -> appliedUpdates += times;
            case DELETE -> appliedDeletes += times;
        }
        changed = true;
    }

    void countAppliedDdl() {
        appliedDdls++;
        changed = true;
    }

    /** How many records of the table failed this way, this one included. */
    long countRejected(boolean isData) {
        return isData ? ++dataErrors : ++applyErrors;
    }

    /** Makes the counters visible to others; called between target transactions. */
    void publish(Instant now) {
        if (changed) {
            captured = new Captured(inserts, updates, deletes, ddls);
            applied = new Captured(appliedInserts, appliedUpdates, appliedDeletes, appliedDdls);
            lastUpdate = Optional.of(now);
            changed = false;
        }
    }

    private void restore() {
        inserts = captured.inserts();
        updates = captured.updates();
        deletes = captured.deletes();
        ddls = captured.ddls();
        appliedInserts = applied.inserts();
        appliedUpdates = applied.updates();
        appliedDeletes = applied.deletes();
        appliedDdls = applied.ddls();
    }

    /** What the checkpoint is to say: loaded or followed, as it is now. */
    TableEntry entry(TableSchema followed, Optional<Position> since) {
        return TableEntry.completed(
                hasRows,
                image.map(i -> i.holds().text()),
                image.map(i -> i.end().text()),
                Definition.of(followed, since, pastNames));
    }

    TableStatistics statistics() {
        return new TableStatistics(
                source().schema(),
                source().name(),
                phase.word(),
                captured,
                applied,
                loaded,
                reloaded,
                lastUpdate,
                validation,
                resync);
    }
}
