package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.OpenSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Optional;
import java.util.Properties;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * Sockets whose silent other side is noticed: after {@value #IDLE_SECONDS} s without a word the system probes it every {@value #INTERVAL_SECONDS} s and
 * gives up after {@value #PROBES} probes, instead of after two hours. A time limit for answers would end statements that rightly take long (a
 * primary key of a large table). Public because the driver makes it by its name.
 *
 * <p>While sent bytes are unacknowledged there are no probes, and the system's own limit holds (Linux: tcp_retries2, about 15 minutes); who does not
 * want to wait closes the reader or writer, which breaks its call.
 */
public class ProbedSockets extends SocketFactory {

    /** Names, among a connection's properties, the {@link OpenSockets} to which its sockets belong. */
    static final String OWNER = "io.dmslocal.sockets";

    private static final int IDLE_SECONDS = 30;
    private static final int INTERVAL_SECONDS = 10;
    private static final int PROBES = 3;
    /** Without it, closing a TLS connection waits for a thread that is blocked writing to it. */
    private static final int LINGER_SECONDS = 1;

    private final OpenSockets owner;

    public ProbedSockets(Properties connection) {
        this.owner = Optional.ofNullable(connection.getProperty(OWNER))
                .map(OpenSockets::named)
                .orElseGet(OpenSockets::new);
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = owner.with(unconnected());
        socket.setSoLinger(true, LINGER_SECONDS);
        set(socket, ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
        set(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_SECONDS);
        set(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
        return socket;
    }

    Socket unconnected() throws IOException {
        return new Socket();
    }

    /** Not every system lets it be chosen. */
    private static void set(Socket socket, SocketOption<Integer> option, int value) throws IOException {
        if (socket.supportedOptions().contains(option)) {
            socket.setOption(option, value);
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw connectedLater();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw connectedLater();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw connectedLater();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        throw connectedLater();
    }

    private static IOException connectedLater() {
        return new IOException("These sockets are made first and connected later.");
    }
}
