package io.dmslocal.engine.connector.mysql;

import io.debezium.config.Configuration;
import io.debezium.connector.binlog.BinlogOffsetContext;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.pipeline.txmetadata.DefaultTransactionMetadataFactory;
import io.debezium.pipeline.txmetadata.DefaultTransactionStructMaker;
import io.debezium.pipeline.txmetadata.TransactionStructMaker;
import java.time.Instant;
import org.apache.kafka.connect.data.Struct;

/**
 * Makes Debezium's record of a transaction's end carry the place behind the transaction: Debezium moves its offset on only after it has made the record, and
 * would tell the place with the next transaction, whenever that comes. Made by Debezium.
 */
public final class CommittedOffsets extends DefaultTransactionMetadataFactory {

    private final Configuration configuration;

    public CommittedOffsets(Configuration configuration) {
        super(configuration);
        this.configuration = configuration;
    }

    @Override
    public TransactionStructMaker getTransactionStructMaker() {
        return new DefaultTransactionStructMaker(configuration) {
            @Override
            public Struct buildEndTransactionValue(OffsetContext offset, Instant timestamp) {
                Struct value = super.buildEndTransactionValue(offset, timestamp);
                if (offset instanceof BinlogOffsetContext<?> binlog) {
                    binlog.commitTransaction(); // what Debezium does next, and may do twice
                }
                return value;
            }
        };
    }
}
