package io.dmslocal.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports for servers that start later. Below those that systems give to connections, so that none is taken while a server unpacks itself, and at a chance
 * place, so that processes which test at once do not meet.
 */
public final class Ports {

    private static final int FROM = 10_000;
    private static final int TO = 32_000;

    private Ports() {}

    public static int free() throws IOException {
        for (; ; ) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // another
            }
        }
    }

    /** So many different ones. */
    public static List<Integer> free(int count) {
        return IntStream.generate(() -> {
                    try {
                        return free();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .distinct()
                .limit(count)
                .boxed()
                .toList();
    }
}
