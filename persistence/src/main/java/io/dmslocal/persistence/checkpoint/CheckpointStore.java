package io.dmslocal.persistence.checkpoint;

/** Opens checkpoints. One per node; thread-safe. */
public interface CheckpointStore extends AutoCloseable {

    /** Takes the owner's next epoch: handles opened before can no longer write. */
    Checkpoint open(String owner);

    /** What the owner saved, without taking its epoch: for describes. Writes are refused. */
    Checkpoint look(String owner);

    /** Forgets everything of an owner. */
    void delete(String owner);

    @Override
    void close();
}
