package io.dmslocal.engine.connector.debezium;

import java.time.Instant;
import java.util.Map;

/**
 * Where a transaction comes from.
 *
 * @param number the engine's own; 0 where it has none
 * @param time of the commit, or the nearest to it that the log has
 * @param begin Debezium's offset at its beginning; at its end for a statement that stands alone
 */
public record Origin(long number, Instant time, Map<String, ?> begin) {}
