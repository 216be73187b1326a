/**
 * PostgreSQL and Aurora PostgreSQL, as source and as target. Imports {@code connector.spi}, {@code connector.jdbc}, {@code record} and {@code
 * settings}. Open {@link io.dmslocal.engine.connector.postgres.PostgresConnector} first.
 *
 * <p><b>Decision: binary COPY on both ways.</b> A load reads {@code COPY TO STDOUT (FORMAT binary)}. When nothing is done to the rows and the
 * target is PostgreSQL too, each row's bytes go through untouched; else fields are decoded into {@link
 * io.dmslocal.engine.record.ColumnVector}s without an object per value. Price: a type's binary form must be known here; for types whose form
 * is not worth it the server casts to text.
 *
 * <p><b>Decision: rows are joined before the driver sees them.</b> The server sends a message per row, and the driver makes an array of each. Of a JVM
 * that hands rows on, that was most of its work; {@link io.dmslocal.engine.connector.postgres.JoinedRows} makes one message of 256 KiB of them. Price:
 * the socket's stream knows where messages end. With TLS the driver keeps the stream to itself, and rows come one by one.
 *
 * <p><b>Decision: what a snapshot holds.</b> A table is read in one REPEATABLE READ transaction, and its image is that transaction's {@code
 * txid_current_snapshot()}: the transactions it sees, by number. Every change in the log carries its transaction's number, so whether the
 * snapshot shows it is a comparison of numbers, exact for any mix of writes, with or without a key, whatever the order of commits in the log.
 *
 * <p><b>Decision: capture starts when commits under way are visible.</b> A transaction that commits writes its record into the log first and becomes
 * visible to snapshots a moment later, or much later where it waits for a synchronous standby. One whose record lies before the slot's start is
 * not in the stream; if a load's snapshot did not see it either, it would be lost. It cannot be: such a transaction is still running for the
 * snapshot that is taken when the slot's start is known, and its session is in a statement that began before. {@link
 * io.dmslocal.engine.connector.postgres.CommitsUnderWay} waits until none is left of which both hold; what is seen between two statements, or in
 * a later statement, has not committed, so its record will come after the start and in the stream. What gets its number after that snapshot
 * commits after the start too. So every transaction is in the image, in the stream, or in both, and then the image's numbers say so. Loads' snapshots
 * are opened later and see no less. Price: a start waits for long statements, up to a minute, as it waits for long transactions already when the
 * server makes the slot. Without the right to see others' sessions (pg_read_all_stats) each of their transactions is waited for likewise.
 *
 * <p><b>Left: a user's slot and transactions older than our publications.</b> The server looks a publication up as it was when a row changed. A slot of
 * our own starts behind every transaction that ran when the publications were made; a user's slot (SlotName) is only moved to the log's end, and a
 * transaction that wrote before the publications were made and commits after fails the stream ("publication does not exist"). With SlotName, start
 * the task while no long transaction runs, or give PublicationName too.
 *
 * <p><b>Decision: an event trigger tells DDL, as on AWS.</b> pgoutput says how a table is with the next change of its rows, and nothing of tables that come and
 * go. {@link io.dmslocal.engine.connector.postgres.DdlArtifacts} makes AWS's table, function and trigger, where the role may; the function also writes down
 * the columns of each table that a statement touched, as they are at that place of the log, so that nobody parses SQL and definitions come in order. The rows
 * come through the publication; {@link io.dmslocal.engine.connector.postgres.AuditedDdl} reads them. Price: a few rows in the log per statement, and artifacts
 * that stay.
 *
 * <p><b>Decision: tables that come are seen in the catalogue; all that happens to tables is, where no trigger tells it.</b> An event trigger wants a superuser;
 * so does publishing what does not exist yet (FOR ALL TABLES, FOR TABLES IN SCHEMA), which would break
 * updates of tables without identity besides. {@link io.dmslocal.engine.connector.postgres.TableWatch} looks once a second, and when the trigger tells of a table. A
 * new table is put into the publication under a lock that waits for its writers, and is loaded from a snapshot that is taken after: what was written before is
 * in the snapshot, what comes after in the log, and the transactions' numbers tell what is in both. A captured table is known by its number: whatever it is called
 * in the log, its changes go on under the name of the beginning until its renaming is told. Price: a query a second; rows that a new table had before it was
 * seen are loaded rows, not inserts; a table that came and went between two looks is not seen; writers of a new table may wait half a second; one that a
 * transaction has written to is taken when that has ended, and a new partitioned table, which nobody looks for, keeps a task that goes on waiting until then.
 *
 * <p><b>Decision: a user's publication is asked what it has.</b> With PublicationName the log has nothing of what the publication leaves out, and no reader can see there that it is missing.
 * {@link io.dmslocal.engine.connector.postgres.UsersPublication} asks the server's own view, which knows publications of all tables, of schemas and of partitioned
 * tables. A task that begins is refused, because nothing is lost yet and one statement helps; one that goes on leaves out new tables, and {@link
 * io.dmslocal.engine.connector.postgres.TableWatch} tells of followed ones that were taken out. A transaction that wrote to a table before the publication had it, and ends after, is neither in the log nor in a
 * snapshot that is taken meanwhile: {@link io.dmslocal.engine.connector.postgres.EarlierWriters} finds such by their locks. A new table is taken when they are over;
 * one that was put back ({@link io.dmslocal.engine.connector.postgres.LostTables}) is waited for two seconds when a session opens, and is told as taken out once more
 * when some are left. Price: a look at the view every five seconds, and those seconds for all tables; what was taken out and put back between two looks, or while no
 * task ran, is not seen, and Debezium's reader, which tells nothing while it runs, remembers none that was put back. A publication that was dropped and made
 * again leaves changes between that nobody can read: {@link io.dmslocal.engine.connector.postgres.LostPublication} says so, or the server passes over them, and
 * the task is to be started anew.
 *
 * <p><b>Decision: columns are known by their numbers.</b> The log names columns, and a name may be another column's afterwards. The catalogue numbers them for
 * life: where it is still as the log says, {@link io.dmslocal.engine.connector.postgres.RememberedDefinition} tells renamed columns, swapped ones and such that
 * were made anew. Price: where it has gone on, a column counts as renamed when another of its type stands in its place.
 *
 * <p><b>Decision: our own reader of pgoutput.</b> The server's own plugin is always there, and reading its messages ourselves costs a fraction of
 * going through another framework's records. AWS uses test_decoding or pglogical; nothing of that shows outside but the slot's plugin name.
 *
 * <p><b>Decision: Debezium's connector all the same, for who chooses it</b> ({@code DebeziumDialect}). Slot, publication, definitions and the meaning of values are
 * those of our own reader: what Debezium has made of the log's texts is turned back into texts ({@code DebeziumValues}). Price: it reads one publication,
 * so that tables without identity are refused; and row changes lie behind the end of the transaction before theirs, because their own place is known with its end.
 *
 * <p><b>Decision: a partitioned table is one table.</b> When it is captured, the publication has it with {@code publish_via_partition_root}: the server tells changes of
 * all its partitions, also of those that come, under its name and in its columns' order. Who takes the partitions instead has them as tables like any; that no
 * row goes both ways is the mappings' matter. Price: PostgreSQL 13; updates and deletes only by a primary key, because partitions that come do not inherit a whole
 * row as identity, and their updates would fail; and a TRUNCATE of one partition is not told: {@link
 * io.dmslocal.engine.connector.postgres.CapturedPartitions} sees it in the catalogue, and warns.
 *
 * <p><b>Decision: two publications.</b> PostgreSQL refuses UPDATE and DELETE on a published table without replica identity: publishing a keyless
 * table whole would break its owner's writes. Such tables go into a second publication that publishes inserts (and truncates) only, as AWS
 * captures only those of them.
 */
package io.dmslocal.engine.connector.postgres;
