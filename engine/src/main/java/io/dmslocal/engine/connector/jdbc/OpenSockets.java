package io.dmslocal.engine.connector.jdbc;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The sockets that one side of a session has open, so that whoever waits for a server can be made to wait no more. Closing a connection asks its driver, which
 * may be waiting itself; a closed socket ends every wait, in the middle of logging in too. Any thread.
 */
public final class OpenSockets {

    /** Drivers make their sockets by a class's name and can hand it a word; an entry lasts as long as its sockets' owner. */
    private static final Map<String, WeakReference<OpenSockets>> BY_NAME =
            Collections.synchronizedMap(new WeakHashMap<>());

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String name = new String("sockets-" + NUMBERS.incrementAndGet()); // held by nobody else
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean areCut;

    public OpenSockets() {
        BY_NAME.put(name, new WeakReference<>(this));
    }

    /** A word by which {@link #named} finds them. */
    public String name() {
        return name;
    }

    public static OpenSockets named(String name) {
        WeakReference<OpenSockets> found = BY_NAME.get(name);
        OpenSockets sockets = found == null ? null : found.get();
        return sockets == null ? new OpenSockets() : sockets; // its owner is gone: nobody will cut them
    }

    /** Takes one in that is not connected yet. After {@link #cut} it is closed at once, so that it connects to nobody. */
    public <S extends Socket> S with(S socket) throws IOException {
        open.removeIf(Socket::isClosed);
        open.add(socket);
        if (areCut) {
            socket.close();
        }
        return socket;
    }

    /** By which a server may know its sessions of those that are open: the ports on our side. */
    public List<Integer> ports() {
        return open.stream()
                .filter(socket -> !socket.isClosed() && socket.isConnected())
                .map(Socket::getLocalPort)
                .toList();
    }

    public boolean areCut() {
        return areCut;
    }

    /** Closes all, and those that come later. */
    public void cut() {
        areCut = true;
        open.forEach(OpenSockets::close);
    }

    private static void close(Socket socket) {
        try {
            socket.setSoLinger(true, 0); // what is not sent yet is not to be sent
        } catch (SocketException e) {
            // it is closed, or not connected yet
        }
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone, which is what was wanted
        }
    }
}
