package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.TableId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** Sends records in order, many in a call; see the package's decision on order. Used by one thread. */
final class RecordSender implements Sender {

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
    /** Refusals in a row of one key, while others go on: with the pauses about a minute. */
    private static final int MOST_REFUSALS = 60;
    /** Calls' worth of records that may wait while some of their keys are held back. */
    private static final int MOST_CALLS_WAITING = 4;

    /** What AWS says of a refused record: {@code Rate exceeded for shard shardId-000000000001 in stream orders under account ...}. */
    private static final Pattern SHARD = Pattern.compile("shardId-\\d+");

    private record Waiting(TableId table, PutRecordsRequestEntry entry, int bytes) {

        String key() {
            return entry.partitionKey();
        }
    }

    private final StreamClient stream;
    private final int mostRefusals;
    private final KeyPace pace = new KeyPace();
    /** In the order in which they came. */
    private List<Waiting> waiting = new ArrayList<>();

    private long bytesWaiting;
    /** Since the last call. */
    private int recordsCame;

    private long bytesCame;
    private int vainCalls;
    private long acknowledged;

    RecordSender(StreamClient stream) {
        this(stream, MOST_REFUSALS);
    }

    /** @param mostRefusals in a row of one key */
    RecordSender(StreamClient stream, int mostRefusals) {
        this.stream = stream;
        this.mostRefusals = mostRefusals;
    }

    /** Bytes that Kinesis counts for a message. */
    static int bytes(Message message) {
        return message.body().length + key(message).getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public void send(TableId table, Message message) {
        PutRecordsRequestEntry entry = PutRecordsRequestEntry.builder()
                .partitionKey(key(message))
                .data(SdkBytes.fromByteArrayUnsafe(message.body()))
                .build();
        int bytes = bytes(message);
        while (isCallDue(bytes)) {
            call();
        }
        waiting.add(new Waiting(table, entry, bytes));
        bytesWaiting += bytes;
        recordsCame++;
        bytesCame += bytes;
    }

    /** Whether there is a call's worth; what is held back may wait for a while, so that it does not hold back others. */
    private boolean isCallDue(int bytes) {
        if (waiting.isEmpty()) {
            return false;
        }
        int calls = pace.isFree() ? 1 : MOST_CALLS_WAITING;
        return recordsCame >= MOST_RECORDS
                || bytesCame + bytes > MOST_BYTES
                || waiting.size() >= calls * MOST_RECORDS
                || bytesWaiting + bytes > (long) calls * MOST_BYTES;
    }

    @Override
    public void flush() {
        while (!waiting.isEmpty()) {
            call();
        }
    }

    @Override
    public void forget() {
        waiting.clear();
        bytesWaiting = 0;
        pace.forget();
    }

    @Override
    public long acknowledged() {
        return acknowledged;
    }

    /** Kinesis wants 1 to 256 characters. */
    static String key(Message message) {
        String key = message.key();
        if (key.isEmpty()) {
            return "-";
        }
        return key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY);
    }

    /** Makes one call of what may go now; waits for that when everything is held back. */
    private void call() {
        recordsCame = 0;
        bytesCame = 0;
        List<Waiting> sent = take();
        while (sent.isEmpty()) {
            pause(shortestPause());
            sent = take();
        }
        List<PutRecordsResultEntry> results =
                stream.put(sent.stream().map(Waiting::entry).toList());
        int moved = results.isEmpty() ? 0 : settle(sent, results);
        acknowledged += moved;
        if (moved > 0) {
            vainCalls = 0;
            return;
        }
        if (++vainCalls == MOST_VAIN_CALLS) {
            throw throttled(MOST_VAIN_CALLS + " calls in a row");
        }
        if (results.isEmpty()) {
            pause(KeyPace.pauseMillis(vainCalls) * 1_000_000);
        }
    }

    /** What may go in one call, in order; it stays among what waits until it is acknowledged. */
    private List<Waiting> take() {
        List<Waiting> taken = new ArrayList<>(Math.min(MOST_RECORDS, waiting.size()));
        Map<String, Integer> left = new HashMap<>();
        long now = System.nanoTime();
        long bytes = 0;
        for (Waiting next : waiting) {
            if (taken.size() == MOST_RECORDS || bytes + next.bytes() > MOST_BYTES && !taken.isEmpty()) {
                break;
            }
            if (!pace.isFree()) {
                int may = left.computeIfAbsent(next.key(), key -> pace.perCall(key, now));
                if (may == 0) {
                    continue;
                }
                left.put(next.key(), may - 1);
            }
            taken.add(next);
            bytes += next.bytes();
        }
        return taken;
    }

    /**
     * Takes out what is through. Of each key the first refused record and everything after it stays, to go again.
     *
     * @return how many are through
     */
    private int settle(List<Waiting> sent, List<PutRecordsResultEntry> results) {
        Set<Waiting> through = Collections.newSetFromMap(new IdentityHashMap<>());
        Map<String, String> refused = new HashMap<>(); // key, and what it is called
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            Waiting record = sent.get(i);
            keys.add(record.key());
            if (results.get(i).errorCode() != null) {
                refused.putIfAbsent(record.key(), named(record, results.get(i)));
            } else if (!refused.containsKey(record.key())) {
                through.add(record);
                bytesWaiting -= record.bytes();
            }
        }
        List<Waiting> rest = new ArrayList<>(waiting.size() - through.size());
        waiting.stream().filter(record -> !through.contains(record)).forEach(rest::add);
        waiting = rest;
        long now = System.nanoTime();
        for (String key : keys) {
            if (!refused.containsKey(key)) {
                pace.taken(key);
            } else if (pace.refused(key, now) == mostRefusals) {
                throw throttled(refused.get(key) + " " + mostRefusals + " times in a row");
            }
        }
        return through.size();
    }

    private static String named(Waiting record, PutRecordsResultEntry result) {
        Matcher shard = SHARD.matcher(String.valueOf(result.errorMessage()));
        return "records of one partition key of table " + record.table() + (shard.find() ? " on " + shard.group() : "");
    }

    private ConnectorException throttled(String what) {
        return ConnectorException.recoverable(
                "Stream " + stream.name() + " at " + stream.where() + " refused " + what + " for exceeded throughput; "
                        + waiting.size() + " records wait. More shards would help.",
                null);
    }

    private long shortestPause() {
        long now = System.nanoTime();
        return waiting.stream()
                .mapToLong(record -> pace.pause(record.key(), now))
                .min()
                .orElse(0);
    }

    private static void pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.recoverable("Interrupted while a throttled stream was given time.", e);
        }
    }
}
