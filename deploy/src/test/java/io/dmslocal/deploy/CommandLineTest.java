package io.dmslocal.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** bin/dms-local, as far as it goes without starting anything. */
class CommandLineTest {

    private record Ended(int status, String output) {}

    @Test
    void helpNamesEveryCommand() throws Exception {
        Ended ended = run("--help");

        assertEquals(0, ended.status());
        for (String command : List.of("start", "demo", "cluster", "explain", "why")) {
            assertTrue(ended.output().contains("\n  " + command + " "), command);
        }
    }

    @Test
    void anUnknownCommandIsNamed() throws Exception {
        Ended ended = run("strat");

        assertNotEquals(0, ended.status());
        assertTrue(ended.output().contains("there is no command \"strat\""), ended.output());
    }

    @Test
    void aTakenPortIsNamedBeforeAnythingIsBuiltOrStarted() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Ended ended = run("start", "--port", Integer.toString(taken.getLocalPort()));

            assertNotEquals(0, ended.status());
            assertTrue(
                    ended.output().contains("port " + taken.getLocalPort() + " of 127.0.0.1 is taken"), ended.output());
        }
    }

    @Test
    void aPortThatIsNoNumberIsRefused() throws Exception {
        assertTrue(run("start", "--port", "http").output().contains("--port takes a number"));
    }

    private static Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "bin/dms-local"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
