package io.dmslocal.engine.connector.postgres;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** A way to a server that can fall silent: connections stay open, and no byte passes any more. As a firewall that forgot them. */
final class SilentProxy implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final CountDownLatch end = new CountDownLatch(1);
    private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();
    private final int serverPort;
    private volatile boolean silent;

    SilentProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        inBackground(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    void fallSilent() {
        silent = true;
    }

    private void accept() throws IOException {
        for (; ; ) {
            Socket client = door.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            open.add(client);
            open.add(server);
            inBackground(() -> pass(client.getInputStream(), server.getOutputStream()));
            inBackground(() -> pass(server.getInputStream(), client.getOutputStream()));
        }
    }

    private void pass(InputStream from, OutputStream to) throws Exception {
        byte[] bytes = new byte[1 << 14];
        for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
            if (silent) {
                end.await();
                return;
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

    @Override
    public void close() throws IOException {
        end.countDown();
        door.close();
        for (Closeable one : open) {
            one.close();
        }
    }
}
