package io.dmslocal.deploy;

import io.dmslocal.api.operation.AllOperations;
import io.dmslocal.api.operation.CatalogueOperations;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.engine.Engine;
import java.util.List;

/** The areas of the API, each with what it needs of the engine. */
final class Areas {

    private Areas() {}

    static Operations of(Engine engine) {
        return AllOperations.of(List.of(new CatalogueOperations()::register));
    }
}
