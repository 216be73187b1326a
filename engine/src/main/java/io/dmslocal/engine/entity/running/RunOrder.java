package io.dmslocal.engine.entity.running;

import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.settings.SettingsDocument;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an entity wants to be run, in its own documents' words.
 *
 * @param arn of the entity, which owns the checkpoint
 * @param instanceArn on which it runs; empty for serverless
 * @param migrationType full-load, cdc or full-load-and-cdc
 * @param mappings table mappings as they were given
 * @param cdcStartPosition empty when not given
 * @param cdcStopPosition empty when not given
 * @param run number of the present or last run, 0 before the first
 * @param startType of that run: start-replication, resume-processing or reload-target
 * @param reloads tables that this run is to load once more
 */
public record RunOrder(
        String arn,
        String instanceArn,
        String sourceArn,
        String targetArn,
        String migrationType,
        SettingsDocument settings,
        String mappings,
        Optional<Instant> cdcStartTime,
        String cdcStartPosition,
        String cdcStopPosition,
        long run,
        String startType,
        List<TableId> reloads) {

    private static final int CAPTURE_NAME_LENGTH = 63;

    boolean captures() {
        return MigrationType.of(migrationType).captures();
    }

    /** The last part of the ARN. */
    String resourceId() {
        return Arn.parse(arn).orElseThrow().id();
    }

    /** Account, region and id make it unique among all that share a source. */
    String captureName() {
        Arn parsed = Arn.parse(arn).orElseThrow();
        String name = ("dms_" + parsed.id() + "_" + parsed.scope().account() + "_"
                        + parsed.scope().region())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_]", "_");
        return name.length() <= CAPTURE_NAME_LENGTH ? name : name.substring(0, CAPTURE_NAME_LENGTH);
    }
}
