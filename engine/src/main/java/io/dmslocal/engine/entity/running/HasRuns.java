package io.dmslocal.engine.entity.running;

/** A status in which there is something that may be run. */
public interface HasRuns {

    /** What its next run, or the present one, does. */
    RunOrder order();

    RunHistory history();
}
