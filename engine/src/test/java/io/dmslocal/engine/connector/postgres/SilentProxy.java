package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.settings.EndpointSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A way to a server that can fall silent: connections stay open, new ones too, and no byte passes any more. As a firewall that forgot them. */
public final class SilentProxy implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();
    private final int serverPort;
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    private volatile String lastWord = "";
    private volatile CountDownLatch silence = new CountDownLatch(0);

    public SilentProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        inBackground(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** The same server, reached through here. */
    public EndpointSettings before(EndpointSettings server) {
        return new EndpointSettings(
                server.endpointArn(),
                server.engineName(),
                "127.0.0.1",
                port(),
                server.username(),
                server.password(),
                server.databaseName(),
                server.sslMode(),
                server.certificatePem(),
                server.attributes());
    }

    public void fallSilent() {
        silence = new CountDownLatch(1);
    }

    /** When so many bytes have passed, in both directions together. */
    public void fallSilentAfter(long bytes) {
        left.set(bytes);
    }

    /** When a client has sent this, and the server has got it. */
    public void fallSilentAfter(String word) {
        lastWord = word;
    }

    public boolean isSilent() {
        return silence.getCount() > 0;
    }

    /** What was open is gone, and new connections are as they were before. */
    public void speakAgain() throws IOException {
        left.set(Long.MAX_VALUE);
        lastWord = "";
        CountDownLatch over = silence;
        silence = new CountDownLatch(0);
        hangUp();
        over.countDown();
    }

    private void accept() throws IOException {
        for (; ; ) {
            Socket client = door.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            open.add(client);
            open.add(server);
            inBackground(() -> pass(client.getInputStream(), server.getOutputStream(), true));
            inBackground(() -> pass(server.getInputStream(), client.getOutputStream(), false));
        }
    }

    private void pass(InputStream from, OutputStream to, boolean isOfClient) throws Exception {
        byte[] bytes = new byte[1 << 14];
        for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
            if (isSilent()) {
                silence.await();
                return;
            }
            String word = lastWord;
            boolean isLast = isOfClient
                    && !word.isEmpty()
                    && new String(bytes, 0, n, StandardCharsets.ISO_8859_1).contains(word);
            if (isLast || left.addAndGet(-n) < 0) {
                fallSilent();
            }
            to.write(bytes, 0, n);
            to.flush();
        }
        to.close();
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void inBackground(Step step) {
        Thread thread = new Thread(() -> {
            try {
                step.run();
            } catch (Exception e) {
                // one side is gone: so is the other
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void hangUp() throws IOException {
        for (Closeable one = open.poll(); one != null; one = open.poll()) {
            one.close();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        hangUp();
        silence.countDown();
    }
}
