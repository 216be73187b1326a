package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** The same for a task, in whose log it says what its owner should read. One that has nothing to say needs no log. */
    default Source source(EndpointSettings endpoint, ConnectorLog log) {
        return source(endpoint);
    }

    /**
     * A target that is not connected yet: its methods connect.
     *
     * @throws UnsupportedOperationException when {@link Capability#TARGET} is not claimed
     */
    Target target(EndpointSettings endpoint);

    /** The same for a task, in whose log it says what its owner should read. One that has nothing to say needs no log. */
    default Target target(EndpointSettings endpoint, ConnectorLog log) {
        return target(endpoint);
    }

    /** The name under which a target keeps a table that it is asked to make under another: some cut long names, and say nothing. */
    default TableId kept(TableId table) {
        return table;
    }

    /**
     * A column of a table that is only written down, as its source would tell it. Asks nobody.
     *
     * @param nativeType as the engine writes it in DDL
     * @param endpoint whose attributes may say what becomes of a type
     * @return empty when the engine has no such type of its own
     */
    default Optional<Column> declared(String name, String nativeType, boolean nullable, EndpointSettings endpoint) {
        return Optional.empty();
    }

    /** What a column's values lose when they become values of its DMS type, which they do on the way to another family. */
    default List<Loss> losses(Column source) {
        return List.of();
    }

    /**
     * The premigration assessments that this connector can answer, by AWS's key: {@code postgres-check-wallevel}. Whatever is missing here is reported as
     * skipped, so that nothing passes unseen.
     */
    default Map<String, Assessment> assessments() {
        return Map.of();
    }
}
