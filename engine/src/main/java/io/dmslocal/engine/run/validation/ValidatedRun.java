package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.mapping.RowWorks;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.meter.ValidationMeter;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What this room asks of the run whose rows it compares: one session of it. Any thread. */
public interface ValidatedRun {

    /** The task, as control tables name it: upper case. */
    String task();

    TaskSettings settings();

    TableMappings mappings();

    Source source();

    Target target();

    /** Both sides speak one family's native types and values. */
    boolean isOneFamily();

    /** Whether the task's migration type follows changes. */
    boolean captures();

    /** Whether this session does. */
    boolean followsChanges();

    /** How far the target has followed the source. */
    Optional<Position> reached();

    List<? extends ValidatedTable> tables();

    /** What the task's rules make of a table of the source. */
    TableMapping mapping(TableSchema table);

    /** What works rows where rules ask for it: one per thread. */
    RowWorks rowWorks(Clock clock);

    Checkpoint checkpoint();

    ValidationMeter meter();

    // ---- the task's log

    void say(String sentence);

    /** Of a table's validation. */
    void say(TableId table, String sentence);

    void warn(String sentence);

    void warn(TableId table, String sentence);
}
