package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.settings.EndpointSettings;
import java.util.Map;
import java.util.Set;

/** A database or stream that tasks read from, write to, or both. Stateless; {@code Connectors} lists all. */
public interface Connector {

    /** AWS's engine names that this connector serves: {@code postgres}, {@code aurora-postgresql}. */
    Set<String> engineNames();

    /**
     * Connectors of one family understand each other's native types and values, so that nothing goes through {@link
     * io.dmslocal.engine.record.DmsType} between them: {@code postgres}, {@code mysql}.
     */
    String family();

    /** What this connector can do; what is not listed is refused by name before a run starts. */
    Set<Capability> capabilities();

    /**
     * A source that is not connected yet: its methods connect.
     *
     * @throws UnsupportedOperationException when {@link Capability#SOURCE} is not claimed
     */
    Source source(EndpointSettings endpoint);

    /**
     * A target that is not connected yet: its methods connect.
     *
     * @throws UnsupportedOperationException when {@link Capability#TARGET} is not claimed
     */
    Target target(EndpointSettings endpoint);

    /**
     * The premigration assessments that this connector can answer, by AWS's key: {@code postgres-check-wallevel}. Whatever is missing here is reported as
     * skipped, so that nothing passes unseen.
     */
    default Map<String, Assessment> assessments() {
        return Map.of();
    }
}
