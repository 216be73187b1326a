package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.record.Change;
import java.util.Arrays;

/**
 * What a snapshot sees, by transaction number: everything below {@code xmin}, nothing from {@code xmax} on, and in between what was not running.
 *
 * <p>Source: "Transaction ID and Snapshot Information Functions", PostgreSQL manual. Numbers here are 64 bits; those in the log are the low 32
 * bits and are widened to the nearest number around {@code xmax}, which is right while less than 2^31 transactions lie between.
 */
record SnapshotImage(String text, long xmin, long xmax, long[] running) implements TableImage {

    /** {@code xmin:xmax:running,running}, as txid_current_snapshot() writes it. */
    static SnapshotImage parse(String text) {
        String[] parts = text.split(":", -1);
        try {
            long[] running = parts[2].isEmpty()
                    ? new long[0]
                    : Arrays.stream(parts[2].split(","))
                            .mapToLong(Long::parseLong)
                            .toArray();
            Arrays.sort(running);
            return new SnapshotImage(text, Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw ConnectorException.fatal(
                    "'" + text + "' is not a snapshot of PostgreSQL; one looks like 10:20:10,14.", e);
        }
    }

    @Override
    public boolean holds(Change change) {
        Change.Transaction transaction = change.transaction();
        return transaction != Change.Transaction.NONE && sees(widened(transaction.id()));
    }

    private boolean sees(long transaction) {
        if (transaction < xmin) {
            return true;
        }
        return transaction < xmax && Arrays.binarySearch(running, transaction) < 0;
    }

    private long widened(long id) {
        return xmax + (int) (id - xmax); // the low 32 bits of the difference, with their sign
    }
}
