package io.dmslocal.engine;

import io.dmslocal.persistence.checkpoint.CheckpointStore;
import java.nio.file.Path;

/**
 * Where runs keep what is not in the journal.
 *
 * @param checkpoints how far they have got
 * @param spill a directory of this node for changes that wait on disk
 */
public record Storage(CheckpointStore checkpoints, Path spill) {}
