package io.dmslocal.engine.entity.task;

import java.time.Instant;
import java.util.Optional;

/**
 * What the caller said of a task and its document does not show.
 *
 * @param prepModeGiven whether TargetTablePrepMode was ever named: the completed settings cannot tell
 * @param cdcStartTime CdcStartTime
 */
public record TaskDefinition(boolean prepModeGiven, Optional<Instant> cdcStartTime) {}
