package io.dmslocal.engine.connector.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * MySQL's files, and the data of a server that has never run. Making them takes longer than starting a server, so it is done once per build, by the first process that
 * needs them.
 */
record MySqlFiles(Path home) {

    private static final Path HOME = Path.of("..", "engine", "target", "mysql");

    static synchronized MySqlFiles made() throws IOException, InterruptedException {
        Path home = Files.createDirectories(HOME).toRealPath();
        try (FileChannel others =
                FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            others.lock(); // until it is closed
            if (!Files.exists(home.resolve("made"))) {
                new MySqlFiles(home).make();
                Files.createFile(home.resolve("made"));
            }
        }
        return new MySqlFiles(home);
    }

    private void make() throws IOException, InterruptedException {
        run("rm", "-rf", data().toString());
        Path archive = home.resolve("mysql.tar.gz");
        try (InputStream packed = MySqlFiles.class.getResourceAsStream("/mysql-Linux-amd64.tar.gz")) {
            Files.write(archive, packed.readAllBytes());
        }
        run("tar", "-xzf", archive.toString(), "-C", home.toString());
        Files.delete(archive);
        run(
                binary(),
                "--no-defaults",
                "--initialize-insecure",
                "--user=root",
                "--basedir=" + home,
                "--datadir=" + data());
        Files.deleteIfExists(data().resolve("auto.cnf")); // the server's own name
    }

    private Path data() {
        return home.resolve("data");
    }

    String binary() {
        return home.resolve("bin/mysqld").toString();
    }

    /** Copies the data to where nothing is yet. */
    Path newData(Path place) throws IOException, InterruptedException {
        run("cp", "-r", "--sparse=always", data().toString(), place.toString());
        return place;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }
}
