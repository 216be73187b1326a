/**
 * PostgreSQL and Aurora PostgreSQL, as source and as target. Imports {@code connector.spi}, {@code connector.jdbc}, {@code record} and {@code
 * settings}. Open {@link io.dmslocal.engine.connector.postgres.PostgresConnector} first.
 *
 * <p><b>Decision: binary COPY on both ways.</b> A load reads {@code COPY TO STDOUT (FORMAT binary)}. When nothing is done to the rows and the
 * target is PostgreSQL too, each row's bytes go through untouched; else fields are decoded into {@link
 * io.dmslocal.engine.record.ColumnVector}s without an object per value. Price: a type's binary form must be known here; for types whose form
 * is not worth it the server casts to text.
 *
 * <p><b>Decision: what a snapshot holds.</b> A table is read in one REPEATABLE READ transaction, and its image is that transaction's {@code
 * txid_current_snapshot()}: the transactions it sees, by number. Every change in the log carries its transaction's number, so whether the
 * snapshot shows it is a comparison of numbers, exact for any mix of writes, with or without a key, whatever the order of commits in the log.
 *
 * <p><b>Decision: our own reader of pgoutput.</b> The server's own plugin is always there, and reading its messages ourselves costs a fraction of
 * going through another framework's records. AWS uses test_decoding or pglogical; nothing of that shows outside but the slot's plugin name.
 *
 * <p><b>Decision: two publications.</b> PostgreSQL refuses UPDATE and DELETE on a published table without replica identity: publishing a keyless
 * table whole would break its owner's writes. Such tables go into a second publication that publishes inserts (and truncates) only, as AWS
 * captures only those of them.
 */
package io.dmslocal.engine.connector.postgres;
