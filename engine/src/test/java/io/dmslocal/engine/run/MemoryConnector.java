package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Capability;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.EnumSet;
import java.util.Set;

/** A connector to a {@link MemoryDatabase}, with faults on demand. */
public record MemoryConnector(String engineName, MemoryDatabase database, Faults faults) implements Connector {

    public MemoryConnector() {
        this("postgres");
    }

    /** @param engineName AWS's name of the engine that it plays */
    public MemoryConnector(String engineName) {
        this(engineName, new MemoryDatabase(), new Faults());
    }

    @Override
    public Set<String> engineNames() {
        return Set.of(engineName);
    }

    @Override
    public String family() {
        return "memory " + System.identityHashCode(database);
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.SOURCE, Capability.TARGET, Capability.CAPTURE, Capability.TRANSACTIONS);
    }

    @Override
    public Source source(EndpointSettings endpoint) {
        return new MemorySource(database, faults);
    }

    @Override
    public Target target(EndpointSettings endpoint) {
        return new MemoryTarget(database, faults);
    }
}
