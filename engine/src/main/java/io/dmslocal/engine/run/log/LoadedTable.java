package io.dmslocal.engine.run.log;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;

/** A table as lines about its load name it. */
public interface LoadedTable {

    /** Its number among the tables of the run, from 1. */
    int id();

    TableId source();

    TableSchema target();
}
