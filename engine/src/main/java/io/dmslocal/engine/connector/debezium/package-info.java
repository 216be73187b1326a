/**
 * Debezium's embedded engine as a {@link io.dmslocal.engine.connector.spi.ChangeReader}: what the connectors share that read changes through it. Open
 * {@link io.dmslocal.engine.connector.debezium.DebeziumReader} first. Imports {@code connector.spi}, {@code connector.jdbc}, {@code record} and {@code
 * settings}.
 *
 * <p>The way of a change: Debezium's connector, {@code CellConverter} (in its thread), Debezium's queue, {@code DebeziumReader}, {@code RecordDecoder}
 * with the connector's {@code Dialect} (in the thread that calls {@code next}), change.
 *
 * <p><b>Context.</b> PostgreSQL and MySQL have readers of their own, faster and more exact than Debezium's, and those are the default. Debezium stands
 * beside them for who wants the reader that the rest of the world runs, and it is the way by which SQL Server, Oracle, Db2 and MongoDB come: such a
 * connector brings a {@code Dialect} and nothing else.
 *
 * <p><b>Decision: the run's position is the offset.</b> Debezium keeps offsets and schema history in stores of its own, usually files, which then must agree
 * with the target. Here there is one truth, the position in the run's checkpoint: {@code CheckpointOffsets} makes Debezium's offset of it when a reader
 * opens, and {@code CheckpointHistory} the tables' definitions of what the capture's memory holds for that position, which lies with the checkpoint too.
 * Nothing is kept in files. Debezium is told that an offset is done (and tells the source, as for a replication slot) only when the
 * checkpoint that covers it is saved.
 *
 * <p><b>Decision: Debezium never reads a table's rows.</b> {@code snapshot.mode} is {@code no_data} and there is always an offset: the load is ours, with
 * images that say which changes they hold.
 *
 * <p><b>Decision: values are taken before Debezium bends them.</b> Its conversions to Kafka Connect's types lose things whatever the modes are set to: NaN becomes
 * NULL, a zero date in a NOT NULL column 1970-01-01, an unknown type nothing. {@code CellConverter} stands in their place for every column and hands the
 * value on as text, from which the connector makes what its load makes. What Debezium has lost before that, the connector must know and say:
 * as an unreadable change, or by refusing to start. Price: every value becomes a string once more; this reader is slower than ours anyway.
 *
 * <p><b>Decision: nothing of Debezium is loaded unless it is chosen.</b> The connectors name this package's classes only where a reader opens, so that the
 * node's start and idle memory do not pay for it. In the distribution it is 0.4 MB more: all but the connector for PostgreSQL came with the parsers already.
 *
 * <p>Records of Kafka Connect do not leave this package; a {@code Dialect} sees texts, and offsets as maps.
 */
package io.dmslocal.engine.connector.debezium;
