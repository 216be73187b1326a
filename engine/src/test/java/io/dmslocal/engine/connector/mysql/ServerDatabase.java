package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A server as the contracts reach it. */
public record ServerDatabase(DatabaseServer server) implements ContractDatabase {

    @Override
    public EndpointSettings endpoint() {
        return server.endpoint();
    }

    @Override
    public Connection connect() throws SQLException {
        String url = "jdbc:mariadb://127.0.0.1:" + server.port() + "/?allowPublicKeyRetrieval=true";
        return DriverManager.getConnection(url, DatabaseServer.USER, DatabaseServer.PASSWORD);
    }

    @Override
    public void createSchema(String name) throws SQLException {
        run("DROP DATABASE IF EXISTS " + quote(name), "CREATE DATABASE " + quote(name) + " CHARACTER SET utf8mb4");
    }

    @Override
    public String quote(String name) {
        return Sql.name(name);
    }
}
