package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.messages.Message;
import io.dmslocal.engine.record.TableId;

/** Sends records; those of one partition key in the order in which they came. Called by one thread. */
interface Sender {

    /**
     * Takes a record that is small enough; sends when there is enough for a call.
     *
     * @param table to name it by: a partition key may be a person's name or number
     */
    void send(TableId table, Message message);

    /** Returns when everything is acknowledged. */
    void flush();

    /** Forgets what was not sent. */
    void forget();

    /** Records so far. */
    long acknowledged();
}
