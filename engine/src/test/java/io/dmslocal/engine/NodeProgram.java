package io.dmslocal.engine;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program for node whose packages come from npm, once, into a folder of the build. Where node or npm is missing, or the packages cannot be fetched,
 * the test that asks for it is skipped and says so in one line; with {@code -Dtests.required=true} it fails. Where node is too old, which some
 * distributions' is, it is skipped in any case.
 *
 * @param home where it is installed
 */
public record NodeProgram(Path home) {

    /**
     * @param files with package.json, package-lock.json and the program itself
     * @param what is missing without it
     * @param oldest version of node that its packages run with
     */
    public static NodeProgram install(Path files, Path home, String what, int oldest) {
        String cure = "skipped: no " + what + ". Install node " + oldest
                + " or newer and npm (Debian: apt-get install npm), and let npm reach a registry";
        try {
            int version = nodeVersion();
            if (version < oldest) {
                System.out.println(cure + "; found is " + version);
                abort(cure);
            }
            if (!installed(files, home)) {
                skip(cure);
            }
        } catch (IOException e) {
            skip(cure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            skip(cure);
        }
        return new NodeProgram(home);
    }

    /** One process at a time: tests run in several, and a fresh build has none of it. */
    private static boolean installed(Path files, Path home) throws IOException, InterruptedException {
        Files.createDirectories(home);
        try (FileChannel gate = FileChannel.open(
                        home.resolve("install.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = gate.lock()) {
            copy(files, home);
            // npm's last step
            return lock.isValid()
                    && (Files.exists(home.resolve("node_modules").resolve(".package-lock.json")) || fetched(home));
        }
    }

    private static void copy(Path files, Path home) {
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.toList()) {
                Files.copy(file, home.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails where there is no node. */
    private static int nodeVersion() throws IOException, InterruptedException {
        Process node = new ProcessBuilder("node", "--version").start();
        String version = new String(node.getInputStream().readAllBytes()).strip(); // v20.20.2
        if (node.waitFor() != 0 || !version.matches("v\\d+\\..*")) {
            throw new IOException("node --version says " + version);
        }
        return Integer.parseInt(version.substring(1, version.indexOf('.')));
    }

    private static boolean fetched(Path home) throws IOException, InterruptedException {
        Process npm = new ProcessBuilder("npm", "ci", "--omit=optional", "--no-audit", "--no-fund")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("npm.log").toFile())
                .start();
        if (!npm.waitFor(2, TimeUnit.MINUTES)) {
            npm.destroy();
            return false;
        }
        return npm.exitValue() == 0;
    }

    private static void skip(String cure) {
        if (Boolean.getBoolean("tests.required")) {
            throw new AssertionError(cure);
        }
        System.out.println(cure);
        abort(cure);
    }

    /** What it writes to its error output. */
    public File log() {
        return home.resolve("program.log").toFile();
    }

    /** @param variables of its environment, beside our own */
    public Process start(Map<String, String> variables, String... program) throws IOException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(program));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectError(log());
        builder.environment().putAll(variables);
        return builder.start();
    }
}
