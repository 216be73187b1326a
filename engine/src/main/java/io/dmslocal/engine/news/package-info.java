/**
 * Which steps of an entity's life are events that AWS tells: a pure table for each kind, all in {@link io.dmslocal.engine.news.Stories}. Imports the events
 * and transitions of entities, and {@code event}.
 */
package io.dmslocal.engine.news;
