package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.mapping.Transformation;
import io.dmslocal.engine.mapping.expression.Calculator;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.log.TaskLog;
import io.dmslocal.engine.settings.CdcStart;
import io.dmslocal.engine.settings.CdcStop;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.SettingMisfits;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.travel.TimeTravelStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one run does.
 *
 * @param taskArn owner of the checkpoint
 * @param taskName resource id of the task, as control tables show it
 * @param instance identifier of the replication instance on which it runs; empty for serverless
 * @param run number of this start of the task: a checkpoint of the same number is resumed whatever {@code start} says
 * @param captureName names what the source must remember for this task
 * @param mappings which tables, and what becomes of them; names in the case that was given: as a source compares them says {@link TableChoice#rules}
 * @param spill a directory of this node for changes that wait on disk
 * @param log for what it says of itself
 * @param expressionDeadline how long one expression of a rule may take for one row
 */
public record RunPlan(
        String taskArn,
        String taskName,
        String instance,
        long run,
        String captureName,
        MigrationType migrationType,
        Start start,
        TaskSettings settings,
        TableMappings mappings,
        Side source,
        Side target,
        CdcStart cdcStart,
        CdcStop cdcStop,
        Path spill,
        Optional<TaskLog> log,
        Duration expressionDeadline,
        Optional<TimeTravelStore> timeTravel) {

    /** Where nobody says otherwise. */
    public static final Duration EXPRESSION_DEADLINE = Calculator.USUAL_DEADLINE;

    /** Without a log of its own, on no instance. */
    public RunPlan(
            String taskArn,
            String taskName,
            long run,
            String captureName,
            MigrationType migrationType,
            Start start,
            TaskSettings settings,
            TableMappings mappings,
            Side source,
            Side target,
            CdcStart cdcStart,
            CdcStop cdcStop,
            Path spill) {
        this(
                taskArn,
                taskName,
                "",
                run,
                captureName,
                migrationType,
                start,
                settings,
                mappings,
                source,
                target,
                cdcStart,
                cdcStop,
                spill,
                Optional.empty(),
                EXPRESSION_DEADLINE,
                Optional.empty());
    }

    /** AWS's migration types. */
    public enum MigrationType {
        FULL_LOAD("full-load"),
        CDC("cdc"),
        FULL_LOAD_AND_CDC("full-load-and-cdc");

        private final String word;

        MigrationType(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        public static MigrationType of(String word) {
            for (MigrationType type : values()) {
                if (type.word.equals(word)) {
                    return type;
                }
            }
            throw new IllegalArgumentException(
                    "MigrationType '" + word + "' is unknown: full-load, cdc or full-load-and-cdc is needed");
        }

        public boolean loads() {
            return this != CDC;
        }

        public boolean captures() {
            return this != FULL_LOAD;
        }
    }

    /** AWS's StartReplicationTaskType. */
    public enum Start {
        /** start-replication */
        FRESH,
        /** resume-processing */
        RESUME,
        /** reload-target */
        RELOAD
    }

    /** What the run says. */
    RunLog runLog() {
        boolean isPostgres = source.connector().family().equals("postgres");
        return new RunLog(taskArn, log, isPostgres ? "wal log" : "binary log");
    }

    /** One end of the run. */
    public record Side(Connector connector, EndpointSettings endpoint) {}

    /** Both endpoints name one database: a table that keeps its name would be its own target. */
    boolean isOntoItself() {
        EndpointSettings from = source.endpoint();
        EndpointSettings to = target.endpoint();
        return source.connector().family().equals(target.connector().family())
                && !from.serverName().isEmpty()
                && from.serverName().equalsIgnoreCase(to.serverName())
                && from.port() == to.port()
                && from.databaseName().equals(to.databaseName());
    }

    /** Whether another task moves the data, and this one looks whether it arrived. */
    boolean validatesOnly() {
        return settings.validation().only();
    }

    /** Whether tables are loaded before their changes are followed. */
    boolean loadsTables() {
        return migrationType.loads() && !validatesOnly();
    }

    /** A sentence for each setting, and each rule, that has no effect in this task whatever its tables are. */
    List<String> idleSettings() {
        return Stream.of(
                        settings.ignored(),
                        SettingMisfits.of(settings, migrationType.word(), isToStream()),
                        new Transformation(mappings, "").withoutEffect())
                .flatMap(List::stream)
                .toList();
    }

    boolean isToStream() {
        return target.connector().capabilities().contains(Capability.STREAM);
    }

    /** Both sides speak one family's native types and values. */
    boolean isOneFamily() {
        return source.connector().family().equals(target.connector().family());
    }
}
