package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.TableDefinition;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.Optional;

/**
 * What the tables are for.
 *
 * @param connector empty where this version has none for the engine
 */
record TargetSide(EndpointSettings endpoint, Optional<Connector> connector) {

    boolean isFamilyOf(Optional<Connector> source) {
        return connector.isPresent()
                && source.isPresent()
                && connector.get().family().equals(source.get().family());
    }

    boolean isStream() {
        return connector
                .filter(c -> c.capabilities().contains(Capability.STREAM))
                .isPresent();
    }

    /**
     * As the connector would make the table; nobody is asked.
     *
     * @throws ConnectorException when the target cannot have such a table
     */
    Optional<TableDefinition> definition(TablePlan plan) {
        return connector
                .filter(c -> c.capabilities().contains(Capability.TARGET))
                .flatMap(c -> {
                    try (Target target = c.target(endpoint)) {
                        return target.definition(plan);
                    }
                });
    }
}
