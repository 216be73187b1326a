/**
 * Which tables a task takes and what becomes of their names, columns and rows: pure functions over {@code settings} and {@code record}.
 */
package io.dmslocal.engine.mapping;
