package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.RowPredicate;

/**
 * A part of a table that is loaded for itself.
 *
 * @param number from 1
 * @param name as the rule names it, or the partition's; empty without one
 * @param where its rows
 * @param partition its rows are in this partition of the source's table; empty when the condition says all
 */
public record Segment(int number, String name, RowPredicate where, String partition) {}
