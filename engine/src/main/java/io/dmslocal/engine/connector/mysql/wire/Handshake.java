package io.dmslocal.engine.connector.mysql.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;

/** The first exchange of a connection: greeting, TLS, log-in. */
final class Handshake {

    private static final int LONG_PASSWORD = 1;
    private static final int FOUND_ROWS = 1 << 1; // updates count the rows they match, not those they change
    private static final int LONG_FLAG = 1 << 2;
    private static final int LOCAL_FILES = 1 << 7;
    private static final int PROTOCOL_41 = 1 << 9;
    private static final int SSL = 1 << 11;
    private static final int TRANSACTIONS = 1 << 13;
    private static final int SECURE_CONNECTION = 1 << 15;
    private static final int MULTI_STATEMENTS = 1 << 16;
    private static final int MULTI_RESULTS = 1 << 17;
    private static final int PLUGIN_AUTH = 1 << 19;
    private static final int CONNECT_ATTRIBUTES = 1 << 20;
    private static final int PLUGIN_AUTH_LENGTH_ENCODED = 1 << 21;
    /** Bytes of a program's name. */
    private static final int MOST_OF_NAME = 100;

    private static final int UTF8MB4 = 45; // utf8mb4_general_ci: known to every server

    private final Login login;
    private Socket socket;
    private Packets packets;
    private String version = "";
    private String method = "";
    private byte[] challenge = {};
    private int capabilities;

    Handshake(Login login, Socket socket) throws IOException {
        this.login = login;
        this.socket = socket;
        this.packets = new Packets(socket.getInputStream(), socket.getOutputStream());
    }

    Packets packets() {
        return packets;
    }

    Socket socket() {
        return socket;
    }

    String version() {
        return version;
    }

    void run() throws IOException {
        greeting(packets.read());
        int flags = LONG_PASSWORD
                | FOUND_ROWS
                | LONG_FLAG
                | LOCAL_FILES
                | PROTOCOL_41
                | TRANSACTIONS
                | SECURE_CONNECTION
                | MULTI_STATEMENTS
                | MULTI_RESULTS
                | PLUGIN_AUTH
                | capabilities & CONNECT_ATTRIBUTES
                | PLUGIN_AUTH_LENGTH_ENCODED;
        boolean encrypted = !login.sslMode().equals("none");
        if (encrypted) {
            flags |= SSL;
            if ((capabilities & SSL) == 0) {
                throw new IOException("SslMode is " + login.sslMode() + ", but the server offers no TLS.");
            }
            send(head(flags));
            SSLSocket secured = Tls.over(socket, login);
            packets = packets.over(secured.getInputStream(), secured.getOutputStream());
            socket = secured;
        }
        byte[] answer = Password.answer(method, login.password(), challenge, encrypted);
        ByteArrayOutputStream response = head(flags);
        response.writeBytes(Password.terminated(login.user().getBytes(StandardCharsets.UTF_8)));
        response.write(answer.length);
        response.writeBytes(answer);
        response.writeBytes(Password.terminated(method.getBytes(StandardCharsets.US_ASCII)));
        if ((flags & CONNECT_ATTRIBUTES) != 0) {
            response.writeBytes(counted(attributes()));
        }
        send(response);
        converse(encrypted);
    }

    /** Names and values, each with its length before it: what connects. */
    private byte[] attributes() {
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        attributes.writeBytes(counted("program_name".getBytes(StandardCharsets.UTF_8)));
        byte[] name = login.program().getBytes(StandardCharsets.UTF_8);
        attributes.writeBytes(counted(Arrays.copyOf(name, Math.min(name.length, MOST_OF_NAME))));
        return attributes.toByteArray();
    }

    /** Fewer than 251, so that their number is one byte. */
    private static byte[] counted(byte[] bytes) {
        byte[] counted = new byte[bytes.length + 1];
        counted[0] = (byte) bytes.length;
        System.arraycopy(bytes, 0, counted, 1, bytes.length);
        return counted;
    }

    private void converse(boolean encrypted) throws IOException {
        while (true) {
            Packet packet = packets.read();
            switch (packet.int1()) {
                case 0x00 -> {
                    return;
                }
                case 0xFF -> throw Session.error(packet);
                case 0xFE -> {
                    method = packet.terminated();
                    byte[] sent = packet.rest();
                    challenge = Arrays.copyOf(sent, Math.min(20, sent.length));
                    send(Password.answer(method, login.password(), challenge, encrypted));
                }
                case 0x01 -> more(packet, encrypted);
                default -> throw new IOException("The server's log-in answer is not understood.");
            }
        }
    }

    /** caching_sha2_password: 3 is "known, go on", 4 is "show me the whole password". */
    private void more(Packet packet, boolean encrypted) throws IOException {
        if (packet.length() > 1) {
            send(Password.sealed(login.password(), challenge, packet.fixed(packet.length())));
        } else if (packet.peek() == 4) {
            if (encrypted) {
                send(Password.terminated(login.password().getBytes(StandardCharsets.UTF_8)));
            } else {
                send(new byte[] {2}); // asks for the server's public key
            }
        }
    }

    private void greeting(Packet packet) throws IOException {
        int protocol = packet.int1();
        if (protocol == 0xFF) {
            throw Session.error(packet);
        }
        if (protocol != 10) {
            throw new IOException(
                    "What answers at " + login.host() + ":" + login.port() + " is not a MySQL or MariaDB server.");
        }
        version = packet.terminated();
        packet.skip(4);
        byte[] first = packet.fixedBytes(8);
        packet.skip(1);
        capabilities = packet.int2();
        packet.skip(3);
        capabilities |= packet.int2() << 16;
        int length = packet.int1();
        packet.skip(10);
        byte[] second = packet.fixedBytes(Math.max(13, length - 8));
        challenge = Arrays.copyOf(first, 20);
        System.arraycopy(second, 0, challenge, 8, 12);
        method = packet.length() > 0 ? packet.terminated() : Password.NATIVE;
        if (!method.equals(Password.CACHING_SHA2)) {
            method = Password.NATIVE; // the server switches to what the user has
        }
    }

    private static ByteArrayOutputStream head(int flags) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int largest = 1 << 30;
        for (int value : new int[] {flags, largest}) {
            for (int shift = 0; shift < 32; shift += 8) {
                head.write(value >> shift);
            }
        }
        head.write(UTF8MB4);
        head.writeBytes(new byte[23]);
        return head;
    }

    private void send(ByteArrayOutputStream payload) throws IOException {
        send(payload.toByteArray());
    }

    private void send(byte[] payload) throws IOException {
        packets.write(payload, payload.length);
    }
}
