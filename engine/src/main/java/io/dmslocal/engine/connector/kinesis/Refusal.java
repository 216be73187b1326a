package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.TableId;
import java.util.Optional;
import java.util.function.Supplier;

/** Records that Kinesis would not take whatever one tries. */
final class Refusal {

    private Refusal() {}

    /** @param key which row; a partition key may be made of other columns, and is shown nowhere */
    static Optional<Rejected> of(Message message, TableId table, String operation, Supplier<String> key) {
        int bytes = RecordSender.bytes(message);
        if (bytes <= RecordSender.LARGEST_RECORD) {
            return Optional.empty();
        }
        return Optional.of(new Rejected(
                table,
                Rejected.Cause.DATA,
                "The record is " + bytes + " bytes long with its partition key; Kinesis takes at most "
                        + RecordSender.LARGEST_RECORD + ".",
                operation + " " + table,
                key.get()));
    }
}
