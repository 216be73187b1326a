package io.dmslocal.engine.connector;

import io.dmslocal.engine.connector.kinesis.KinesisConnector;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.spi.Connector;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All connectors, by the engine names that they serve. */
public final class Connectors {

    private final Map<String, Connector> byEngineName = new HashMap<>();

    public Connectors(List<Connector> connectors) {
        for (Connector connector : connectors) {
            for (String name : connector.engineNames()) {
                if (byEngineName.put(name, connector) != null) {
                    throw new IllegalArgumentException("Two connectors serve engine " + name);
                }
            }
        }
    }

    /**
     * What this version has. A new connector is one line here.
     *
     * @param kinesisEndpoint where Kinesis answers; empty for AWS itself
     */
    public static Connectors all(Optional<URI> kinesisEndpoint, ChangeCaptures captures) {
        return new Connectors(List.of(
                new PostgresConnector(captures.postgres()),
                new MySqlConnector(captures.mysql()),
                new KinesisConnector(kinesisEndpoint)));
    }

    /** With the readers of changes that are the default. */
    public static Connectors all(Optional<URI> kinesisEndpoint) {
        return all(kinesisEndpoint, ChangeCaptures.OWN);
    }

    public Optional<Connector> of(String engineName) {
        return Optional.ofNullable(byEngineName.get(engineName));
    }

    /** Why there is nothing to connect with, for people. */
    public String missing(String engineName) {
        return "This version has no connector for engine " + engineName + "; it has "
                + String.join(", ", new TreeSet<>(byEngineName.keySet())) + ".";
    }
}
