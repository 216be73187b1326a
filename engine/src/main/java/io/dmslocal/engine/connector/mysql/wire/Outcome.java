package io.dmslocal.engine.connector.mysql.wire;

/**
 * What a statement did.
 *
 * @param rows matched by an update, removed by a delete, inserted by an insert (2 for one that became an update)
 * @param warnings how many the server has to show
 */
public record Outcome(long rows, int warnings) {}
