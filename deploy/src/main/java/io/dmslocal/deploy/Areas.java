package io.dmslocal.deploy;

import io.dmslocal.api.operation.AllOperations;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.engine.Engine;

/** The areas of the API on this node's engine. */
final class Areas {

    private Areas() {}

    static Operations of(Engine engine) {
        return AllOperations.of(engine);
    }
}
