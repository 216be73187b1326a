package io.dmslocal.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a process of its own, for tests that kill it. */
public final class NodeProcess implements AutoCloseable {

    private static final Pattern SERVES = Pattern.compile("serves http://[^ ]+:(\\d+) ");

    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final StringBuffer output = new StringBuffer();

    private NodeProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "output of a node");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param options of the command line: {@code --data}, DIR, ... */
    public static NodeProcess start(List<String> options) {
        return start(options, Map.of());
    }

    /** @param variables of its environment beside ours */
    public static NodeProcess start(List<String> options, Map<String, String> variables) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                // the tests' own logging is quieter than what this class reads
                "-Dlogback.configurationFile=logback.xml",
                Main.class.getName()));
        command.addAll(options);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(variables);
            return new NodeProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it serves. */
    public Served served() {
        try {
            return new Served(port.get(120, TimeUnit.SECONDS));
        } catch (Exception e) {
            throw new AssertionError("the node does not serve:\n" + output, e);
        }
    }

    /** As {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        waitFor();
    }

    /** As {@code kill} does. */
    public void end() {
        process.destroy();
        waitFor();
    }

    public String output() {
        return output.toString();
    }

    /** 128 and the signal's number when a signal ended it. */
    public int exitCode() {
        return waitFor();
    }

    @Override
    public void close() {
        kill();
    }

    private int waitFor() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the node does not end:\n" + output);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                Matcher serves = SERVES.matcher(line);
                if (serves.find()) {
                    port.complete(Integer.parseInt(serves.group(1)));
                }
            }
        } catch (IOException e) {
            output.append(e);
        }
        port.completeExceptionally(new IllegalStateException("it ended"));
    }
}
