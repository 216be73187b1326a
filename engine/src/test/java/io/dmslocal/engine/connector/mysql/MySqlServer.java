package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.Ports;
import io.dmslocal.engine.connector.mysql.wire.Login;
import io.dmslocal.engine.connector.mysql.wire.Session;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * MySQL 8.0.15 from a Maven artifact. {@link #shared} is started once per JVM and stopped with it.
 *
 * <p>The binaries need libaio1 and libnuma1, which the artifact does not bring: without them tests are skipped with a line that says so.
 */
public final class MySqlServer implements DatabaseServer {

    private static MySqlServer shared;

    private final MySqlFiles files;
    private final Path home;
    private final Path data;
    private final List<String> options;
    private final int port;
    private Process process;

    /** The server of all tests of this JVM; aborts the test where it cannot run. */
    public static synchronized MySqlServer shared() {
        if (shared == null) {
            shared = start("--gtid-mode=ON", "--enforce-gtid-consistency=ON", "--local-infile=ON");
        }
        return shared;
    }

    /** A server of one's own, with further options. */
    public static MySqlServer start(String... options) {
        for (String library : List.of("libaio.so.1", "libnuma.so.1")) {
            if (Stream.of("/lib/x86_64-linux-gnu/", "/usr/lib/x86_64-linux-gnu/", "/usr/lib64/", "/lib64/")
                    .noneMatch(folder -> new File(folder + library).exists())) {
                String skipped =
                        "SKIPPED: tests against MySQL 8 need " + library + " (apt-get install libaio1 libnuma1)";
                System.out.println(skipped);
                Assumptions.abort(skipped);
            }
        }
        try {
            MySqlServer server = new MySqlServer(List.of(options));
            server.launch();
            return server;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("MySQL did not start", e);
        }
    }

    private MySqlServer(List<String> options) throws IOException, InterruptedException {
        this.options = options;
        this.files = MySqlFiles.made();
        this.home = Files.createTempDirectory("mysql-test");
        this.data = files.newData(home.resolve("data"));
        this.port = Ports.free();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop();
            delete(home);
        }));
    }

    /** Starts the server on its data; also after {@link #stop}. */
    void launch() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                files.binary(),
                "--no-defaults",
                "--user=root",
                "--basedir=" + files.home(),
                "--datadir=" + data,
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--mysqlx=OFF",
                "--socket=" + home.resolve("mysql.sock"),
                "--log-bin=binlog",
                "--binlog-format=ROW",
                "--binlog-row-image=FULL",
                "--server-id=11",
                "--innodb-flush-log-at-trx-commit=2",
                "--lock-wait-timeout=30", // a DDL statement behind a forgotten transaction fails instead of waiting for
                // a day
                "--sync-binlog=0",
                "--innodb-buffer-pool-size=64M"));
        command.addAll(options);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        awaitUp();
    }

    private void awaitUp() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (true) {
            try (Session root = Session.open(new Login("127.0.0.1", port, "root", "", "none", "", 5000))) {
                root.execute("CREATE USER IF NOT EXISTS '" + USER + "'@'%' IDENTIFIED BY '" + PASSWORD + "'");
                root.execute("GRANT ALL ON *.* TO '" + USER + "'@'%' WITH GRANT OPTION");
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("mysqld did not come up: " + Files.readString(home.resolve("log")), e);
                }
                Thread.onSpinWait();
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Stops the server; its data stays. */
    void stop() {
        if (process != null) {
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        }
    }

    @Override
    public String engineName() {
        return "mysql";
    }

    @Override
    public int port() {
        return port;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // a temporary folder stays behind
        }
    }
}
