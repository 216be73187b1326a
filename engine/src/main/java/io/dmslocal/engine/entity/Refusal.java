package io.dmslocal.engine.entity;

import io.dmslocal.engine.model.Fault;

/** The {@link Answer} of an entity that does not do what was asked for. */
public interface Refusal {

    Fault fault();
}
