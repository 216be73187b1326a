package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.connector.spi.ConnectorException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** Sends records in order, many in a call; see the package's decision on order. Used by one thread. */
final class RecordSender {

    /** Records a call. Source: "PutRecords", Amazon Kinesis Data Streams API reference; the sizes below too. */
    private static final int MOST_RECORDS = 500;
    /** Bytes a call, with partition keys. */
    private static final int MOST_BYTES = 5 << 20;
    /** Bytes a record, with its partition key. */
    static final int LARGEST_RECORD = 1 << 20;
    /** Characters of a partition key. */
    private static final int LONGEST_KEY = 256;
    /** Calls in a row that may move nothing: with the pauses some seconds, then the run decides about another try. */
    private static final int MOST_VAIN_CALLS = 10;

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private record Waiting(PutRecordsRequestEntry entry, int bytes) {}

    private final StreamClient stream;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long bytesWaiting;
    private int recordsPerCall = MOST_RECORDS;
    private long acknowledged;

    RecordSender(StreamClient stream) {
        this.stream = stream;
    }

    /** Bytes that Kinesis counts for a message. */
    static int bytes(Message message) {
        return message.body().length + key(message).getBytes(StandardCharsets.UTF_8).length;
    }

    /** Takes a record that is small enough; sends when a call is full. */
    void send(Message message) {
        PutRecordsRequestEntry entry = PutRecordsRequestEntry.builder()
                .partitionKey(key(message))
                .data(SdkBytes.fromByteArrayUnsafe(message.body()))
                .build();
        int bytes = bytes(message);
        while (waiting.size() >= recordsPerCall || (bytesWaiting + bytes > MOST_BYTES && !waiting.isEmpty())) {
            call();
        }
        waiting.add(new Waiting(entry, bytes));
        bytesWaiting += bytes;
    }

    /** Returns when everything is acknowledged. */
    void flush() {
        while (!waiting.isEmpty()) {
            call();
        }
    }

    /** Forgets what was not sent. */
    void forget() {
        waiting.clear();
        bytesWaiting = 0;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Kinesis wants 1 to 256 characters. */
    private static String key(Message message) {
        String key = message.key();
        if (key.isEmpty()) {
            return "-";
        }
        return key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY);
    }

    /** Makes calls until one moves something. */
    private void call() {
        for (int vain = 0; vain < MOST_VAIN_CALLS; vain++) {
            List<Waiting> sent = take();
            List<PutRecordsResultEntry> results =
                    stream.put(sent.stream().map(Waiting::entry).toList());
            List<Waiting> again = results.isEmpty() ? sent : refused(sent, results);
            for (int i = again.size() - 1; i >= 0; i--) {
                waiting.addFirst(again.get(i));
                bytesWaiting += again.get(i).bytes();
            }
            acknowledged += sent.size() - again.size();
            if (again.isEmpty()) {
                recordsPerCall = Math.min(MOST_RECORDS, recordsPerCall * 2);
                return;
            }
            recordsPerCall = Math.max(1, recordsPerCall / 2);
            pause(vain);
            if (again.size() < sent.size()) {
                return;
            }
        }
        throw ConnectorException.recoverable(
                "Stream " + stream.name() + " at " + stream.where() + " refused " + MOST_VAIN_CALLS
                        + " calls in a row for exceeded throughput; " + waiting.size()
                        + " records wait. More shards would help.",
                null);
    }

    private List<Waiting> take() {
        List<Waiting> taken = new ArrayList<>(Math.min(recordsPerCall, waiting.size()));
        while (taken.size() < recordsPerCall && !waiting.isEmpty()) {
            Waiting next = waiting.remove();
            bytesWaiting -= next.bytes();
            taken.add(next);
        }
        return taken;
    }

    /** What must go again: of each key the first refused record and everything after it. */
    private static List<Waiting> refused(List<Waiting> sent, List<PutRecordsResultEntry> results) {
        List<Waiting> again = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            String key = sent.get(i).entry().partitionKey();
            if (results.get(i).errorCode() != null || keys.contains(key)) {
                keys.add(key);
                again.add(sent.get(i));
            }
        }
        return again;
    }

    private static void pause(int vain) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << vain);
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.recoverable("Interrupted while a throttled stream was given time.", e);
        }
    }
}
