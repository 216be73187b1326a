package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.TableId;
import java.util.Optional;

/** Records that Kinesis would not take whatever one tries. */
final class Refusal {

    private Refusal() {}

    static Optional<Rejected> of(Message message, TableId table, String operation) {
        int bytes = RecordSender.bytes(message);
        if (bytes <= RecordSender.LARGEST_RECORD) {
            return Optional.empty();
        }
        return Optional.of(new Rejected(
                table,
                Rejected.Cause.DATA,
                "The record is " + bytes + " bytes long with its partition key; Kinesis takes at most "
                        + RecordSender.LARGEST_RECORD + ".",
                operation + " " + table + ", partition key " + message.key(),
                "partition key " + message.key()));
    }
}
