package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows of a COPY are joined on their way from the socket to the driver, and nothing else is changed. */
class JoinedRowsTest {

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Random random = new Random(1);

    @Test
    void rows_that_follow_each_other_are_one_message() throws IOException {
        send('H', 7);
        byte[] rows = join(send('d', 30), send('d', 0), send('d', 1));
        send('c', 0);

        List<Message> messages = received(4096);
        assertEquals(
                List.of('H', 'd', 'c'), messages.stream().map(Message::kind).toList());
        assertArrayEquals(rows, messages.get(1).body());
    }

    @Test
    void the_bytes_are_the_same_however_the_network_cuts_them() throws IOException {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (int i = 0; i < 5000; i++) {
            rows.write(send('d', random.nextInt(i % 500 == 0 ? 20_000 : 400)));
        }
        byte[] complaint = send('E', 100);

        for (int cut : new int[] {1, 3, 1000, 1 << 20}) {
            List<Message> messages = received(cut);
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            for (Message message : messages.subList(0, messages.size() - 1)) {
                assertEquals('d', message.kind());
                joined.write(message.body());
            }
            assertArrayEquals(rows.toByteArray(), joined.toByteArray());
            assertTrue(messages.size() < 20, "joined to " + messages.size());
            assertArrayEquals(complaint, messages.get(messages.size() - 1).body());
        }
    }

    @Test
    void a_message_larger_than_the_buffer_passes() throws IOException {
        byte[] notice = send('N', 700_000);
        byte[] small = send('d', 10);
        byte[] large = send('d', 1_500_000);
        byte[] last = send('d', 20);

        List<Message> messages = received(70_000);
        assertEquals(4, messages.size());
        assertArrayEquals(notice, messages.get(0).body());
        assertArrayEquals(small, messages.get(1).body());
        assertArrayEquals(large, messages.get(2).body());
        assertArrayEquals(last, messages.get(3).body());
    }

    @Test
    void what_came_before_the_connection_broke_is_given_first() throws IOException {
        byte[] rows = join(send('d', 30), send('d', 40));
        InputStream broken = new InputStream() {
            private final InputStream before = new ByteArrayInputStream(sent.toByteArray());

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = before.read(into, offset, length);
                if (read < 0) {
                    throw new SocketException("Connection reset");
                }
                return read;
            }
        };
        DataInputStream in = new DataInputStream(new JoinedRows(broken));

        assertArrayEquals(rows, next(in).body());
        assertEquals(
                "Connection reset",
                assertThrows(SocketException.class, in::readByte).getMessage());
    }

    @Test
    void what_is_ready_counts_as_available() throws IOException {
        send('d', 30);
        send('d', 40);
        DataInputStream in = new DataInputStream(new JoinedRows(new ByteArrayInputStream(sent.toByteArray())));

        in.readByte();

        assertEquals(4 + 30 + 40, in.available());
    }

    private record Message(char kind, byte[] body) {}

    private byte[] send(char kind, int length) throws IOException {
        byte[] body = new byte[length];
        random.nextBytes(body);
        DataOutputStream out = new DataOutputStream(sent);
        out.writeByte(kind);
        out.writeInt(4 + length);
        out.write(body);
        return body;
    }

    private static byte[] join(byte[]... bodies) throws IOException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] body : bodies) {
            joined.write(body);
        }
        return joined.toByteArray();
    }

    /** @param cut bytes that a read gives at most */
    private List<Message> received(int cut) throws IOException {
        InputStream network = new ByteArrayInputStream(sent.toByteArray()) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, cut));
            }
        };
        DataInputStream in = new DataInputStream(new JoinedRows(network));
        List<Message> messages = new ArrayList<>();
        for (Message message = next(in); message != null; message = next(in)) {
            messages.add(message);
        }
        return messages;
    }

    private static Message next(DataInputStream in) throws IOException {
        int kind = in.read();
        return kind < 0 ? null : new Message((char) kind, in.readNBytes(in.readInt() - 4));
    }
}
