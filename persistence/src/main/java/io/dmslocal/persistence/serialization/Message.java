package io.dmslocal.persistence.serialization;

/**
 * Marks what crosses nodes or is journalled: commands, replies, events and states of entities. Written as JSON by {@link ModelJson}'s mapper;
 * {@code serialization-bindings} names this interface alone.
 */
public interface Message {}
