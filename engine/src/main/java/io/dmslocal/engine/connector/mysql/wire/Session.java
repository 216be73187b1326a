package io.dmslocal.engine.connector.mysql.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection. Used by one thread at a time; {@link #close} by any.
 *
 * <p>A {@link ServerError} leaves it usable, any other {@link IOException} does not.
 */
public final class Session implements AutoCloseable {

    private static final int QUIT = 0x01;
    private static final int QUERY = 0x03;
    private static final int STATEMENT_PREPARE = 0x16;
    private static final int STATEMENT_EXECUTE = 0x17;
    private static final int MORE_RESULTS = 0x08;

    private final Socket socket;
    private final Packets packets;
    private final String version;
    private boolean moreResults;
    private volatile boolean idle = true;

    private Session(Socket socket, Packets packets, String version) {
        this.socket = socket;
        this.packets = packets;
        this.version = version;
    }

    public static Session open(Login login) throws IOException {
        return open(login, new Socket());
    }

    /** @param socket not connected yet */
    public static Session open(Login login, Socket socket) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(login.host(), login.port()), login.connectMillis());
            socket.setSoTimeout(login.connectMillis());
            Handshake handshake = new Handshake(login, socket);
            handshake.run();
            handshake.socket().setSoTimeout(0);
            return new Session(handshake.socket(), handshake.packets(), handshake.version());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** As the server calls itself: {@code 8.0.15}, {@code 11.4.5-MariaDB-log}. */
    public String version() {
        return version;
    }

    public boolean isMariaDb() {
        return version.contains("MariaDB");
    }

    /** A statement without rows. */
    public Outcome execute(String sql) throws IOException {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        return execute(bytes, bytes.length);
    }

    public Outcome execute(byte[] sql, int length) throws IOException {
        send(sql, length);
        return outcome();
    }

    /** Sends statements, separated by semicolons where there are several; each has its {@link #outcome}, up to one that fails. */
    public void send(byte[] sql, int length) throws IOException {
        byte[] payload = new byte[length + 1];
        payload[0] = QUERY;
        System.arraycopy(sql, 0, payload, 1, length);
        command(payload);
    }

    /** What the next statement sent did. */
    public Outcome outcome() throws IOException {
        Packet packet = packets.read();
        int first = packet.peek();
        if (first == 0x00) {
            return ok(packet);
        }
        if (first == 0xFF) {
            moreResults = false;
            packet.skip(1);
            throw error(packet);
        }
        readRows(packet, row -> {});
        return new Outcome(0, 0);
    }

    /** The rows of a query, as text; null for NULL. */
    public List<String[]> rows(String sql) throws IOException {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        send(bytes, bytes.length);
        List<String[]> rows = new ArrayList<>();
        Packet packet = packets.read();
        if (packet.peek() == 0x00) {
            ok(packet);
            return rows;
        }
        if (packet.peek() == 0xFF) {
            packet.skip(1);
            throw error(packet);
        }
        readRows(packet, rows::add);
        return rows;
    }

    /** The first column of the first row; empty without rows, and for NULL. */
    public String value(String sql) throws IOException {
        List<String[]> rows = rows(sql);
        return rows.isEmpty() || rows.get(0)[0] == null ? "" : rows.get(0)[0];
    }

    private void readRows(Packet head, java.util.function.Consumer<String[]> rows) throws IOException {
        int columns = (int) head.lengthEncoded();
        for (int i = 0; i <= columns; i++) {
            packets.read(); // definitions, and the end of them
        }
        while (true) {
            Packet packet = packets.read();
            if (isEnd(packet)) {
                return;
            }
            String[] row = new String[columns];
            for (int i = 0; i < columns; i++) {
                row[i] = packet.string();
            }
            rows.accept(row);
        }
    }

    /**
     * Loads rows that the client holds, with a statement LOAD DATA LOCAL INFILE.
     *
     * @throws ServerError also when the server takes no local files
     */
    public Outcome load(String sql, byte[] content, int length) throws IOException {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        send(bytes, bytes.length);
        Packet packet = packets.read();
        if (packet.peek() == 0xFF) {
            packet.skip(1);
            throw error(packet);
        }
        if (packet.peek() != 0xFB) {
            throw new IOException("The server did not ask for the rows of LOAD DATA.");
        }
        int piece = 1 << 20;
        for (int done = 0; done < length; done += piece) {
            int count = Math.min(piece, length - done);
            packets.write(java.util.Arrays.copyOfRange(content, done, done + count), count);
        }
        packets.write(new byte[0], 0);
        return outcome();
    }

    /** Runs a query whose rows come in the binary form, one by one, as fast as {@link BinaryRows#next} takes them. */
    public BinaryRows stream(String sql) throws IOException {
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        byte[] prepare = new byte[text.length + 1];
        prepare[0] = STATEMENT_PREPARE;
        System.arraycopy(text, 0, prepare, 1, text.length);
        command(prepare);
        Packet prepared = packets.read();
        if (prepared.int1() == 0xFF) {
            throw error(prepared);
        }
        int statement = prepared.int4();
        int columns = prepared.int2();
        for (int i = 0; i <= columns; i++) {
            packets.read();
        }
        command(new byte[] {
            STATEMENT_EXECUTE,
            (byte) statement,
            (byte) (statement >> 8),
            (byte) (statement >> 16),
            (byte) (statement >> 24),
            0,
            1,
            0,
            0,
            0
        });
        Packet head = packets.read();
        if (head.peek() == 0xFF) {
            head.skip(1);
            throw error(head);
        }
        int[] types = new int[(int) head.lengthEncoded()];
        for (int i = 0; i < types.length; i++) {
            types[i] = columnType(packets.read());
        }
        packets.read();
        return new BinaryRows(packets, types);
    }

    private static int columnType(Packet definition) {
        for (int i = 0; i < 6; i++) {
            definition.skip((int) definition.lengthEncoded()); // catalogue, database, table twice, name twice
        }
        definition.skip(1 + 2 + 4);
        return definition.int1();
    }

    /** Sends a command that has an answer of its own form, read with {@link #read}. */
    public void command(byte[] payload) throws IOException {
        idle = false;
        packets.begin();
        packets.write(payload, payload.length);
    }

    public Packet read() throws IOException {
        return packets.read();
    }

    /** Waits until {@link #read} has a whole packet at hand. */
    public void awaitPacket() throws IOException {
        packets.await();
    }

    /** Whether {@link #read} has a whole packet at hand. */
    public boolean isReady() throws IOException {
        return packets.isReady();
    }

    /** How long {@link #read} waits before it throws {@link java.net.SocketTimeoutException}, after which it may be tried again; 0 for ever. */
    public void readTimeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /** Whether another outcome follows that of several statements. */
    public boolean hasMore() {
        return moreResults;
    }

    private Outcome ok(Packet packet) {
        packet.skip(1);
        long rows = packet.lengthEncoded();
        packet.lengthEncoded();
        moreResults = (packet.int2() & MORE_RESULTS) != 0;
        idle = !moreResults;
        return new Outcome(rows, packet.int2());
    }

    private boolean isEnd(Packet packet) throws IOException {
        if (packet.peek() == 0xFF) {
            packet.skip(1);
            throw error(packet);
        }
        if (packet.peek() != 0xFE || packet.length() >= 9) {
            return false;
        }
        packet.skip(3);
        moreResults = (packet.int2() & MORE_RESULTS) != 0;
        idle = !moreResults;
        return true;
    }

    /** An error packet after its first byte. */
    public static ServerError error(Packet packet) {
        int code = packet.int2();
        String state = "HY000";
        if (packet.peek() == '#') {
            packet.skip(1);
            state = packet.fixed(5);
        }
        return new ServerError(code, state, packet.fixed(packet.length()));
    }

    /** Says good-bye where nothing is under way; otherwise the server finds the connection cut. */
    @Override
    public void close() {
        try (socket) {
            if (idle) {
                command(new byte[] {QUIT});
            }
        } catch (IOException e) {
            // it is closed for us either way
        }
    }
}
