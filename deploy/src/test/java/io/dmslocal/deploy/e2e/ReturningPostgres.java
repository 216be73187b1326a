package io.dmslocal.deploy.e2e;

import io.dmslocal.engine.Ports;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.settings.EndpointSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** A PostgreSQL that goes away and comes back, on the same port and with the same data. */
final class ReturningPostgres implements ContractDatabase, AutoCloseable {

    private final Path folder;
    private final int port;
    private EmbeddedPostgres server;

    private ReturningPostgres(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    static ReturningPostgres start(Path folder) throws IOException {
        ReturningPostgres postgres = new ReturningPostgres(folder, Ports.free());
        postgres.comeBack();
        return postgres;
    }

    void comeBack() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("wal_level", "logical")
                .start();
    }

    void goAway() throws IOException {
        server.close();
    }

    @Override
    public EndpointSettings endpoint() {
        return new EndpointSettings(
                "", "postgres", "127.0.0.1", port, "postgres", "of no interest", "postgres", "none", "", Map.of());
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "");
    }

    @Override
    public void createSchema(String name) throws SQLException {
        run("drop schema if exists " + quote(name) + " cascade", "create schema " + quote(name));
    }

    @Override
    public String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
