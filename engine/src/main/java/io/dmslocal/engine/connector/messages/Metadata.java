package io.dmslocal.engine.connector.messages;

import static io.dmslocal.engine.connector.messages.JsonBuffer.name;

import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.TableId;
import java.time.Instant;
import java.util.Optional;

/** The {@code metadata} of a message, member by member in AWS's order. */
final class Metadata {

    private static final byte[] METADATA = name("metadata");
    private static final byte[] TIMESTAMP = name("timestamp");
    private static final byte[] RECORD_TYPE = name("record-type");
    private static final byte[] OPERATION = name("operation");
    private static final byte[] KEY_TYPE = name("partition-key-type");
    private static final byte[] KEY_VALUE = name("partition-key-value");
    private static final byte[] SCHEMA_NAME = name("schema-name");
    private static final byte[] TABLE_NAME = name("table-name");
    private static final byte[] TRANSACTION_ID = name("transaction-id");
    private static final byte[] RECORD_ID = name("transaction-record-id");
    private static final byte[] PREVIOUS_TRANSACTION_ID = name("prev-transaction-id");
    private static final byte[] PREVIOUS_RECORD_ID = name("prev-transaction-record-id");
    private static final byte[] COMMIT_TIMESTAMP = name("commit-timestamp");
    private static final byte[] STREAM_POSITION = name("stream-position");

    private Metadata() {}

    /** @param keyValue what to say of the partition key; empty for nothing */
    static void open(
            JsonBuffer out,
            Instant now,
            String recordType,
            String operation,
            String keyType,
            Optional<String> keyValue,
            TableId table) {
        out.member(METADATA);
        out.open();
        out.member(TIMESTAMP);
        Values.timestamp(out, now);
        out.member(RECORD_TYPE, recordType);
        out.member(OPERATION, operation);
        out.member(KEY_TYPE, keyType);
        keyValue.ifPresent(value -> out.member(KEY_VALUE, value));
        out.member(SCHEMA_NAME, table.schema());
        out.member(TABLE_NAME, table.name());
    }

    /** What only a change has: its transaction, and in detail where asked for. */
    static void transaction(JsonBuffer out, RowChange change, PreviousChange previous, boolean inDetail) {
        out.member(TRANSACTION_ID);
        CNumber.print(out, change.transaction().id());
        if (!inDetail) {
            return;
        }
        out.member(RECORD_ID);
        CNumber.print(out, change.ordinal());
        if (previous.isKnown()) {
            out.member(PREVIOUS_TRANSACTION_ID);
            CNumber.print(out, previous.transactionId());
            out.member(PREVIOUS_RECORD_ID);
            CNumber.print(out, previous.ordinal());
        }
        out.member(COMMIT_TIMESTAMP);
        Values.timestamp(out, change.transaction().commitTime());
        out.member(STREAM_POSITION, change.position().streamText());
    }
}
