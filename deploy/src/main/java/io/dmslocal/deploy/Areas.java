package io.dmslocal.deploy;

import io.dmslocal.api.operation.AccountOperations;
import io.dmslocal.api.operation.AllOperations;
import io.dmslocal.api.operation.CatalogueOperations;
import io.dmslocal.api.operation.EndpointOperations;
import io.dmslocal.api.operation.InstanceOperations;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.api.operation.SubnetGroupOperations;
import io.dmslocal.api.operation.TagOperations;
import io.dmslocal.engine.Engine;
import java.util.List;

/** The areas of the API, each with what it needs of the engine. */
final class Areas {

    private Areas() {}

    static Operations of(Engine engine) {
        return AllOperations.of(List.of(
                new AccountOperations(engine.quotas()::used, engine.quotas()::limit)::register,
                new CatalogueOperations()::register,
                new EndpointOperations(engine)::register,
                new InstanceOperations(engine)::register,
                new SubnetGroupOperations(engine)::register,
                new TagOperations(engine)::register));
    }
}
