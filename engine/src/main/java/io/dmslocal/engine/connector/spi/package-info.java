/**
 * What a database or stream must do to be a source or a target. Plain blocking Java, no actors, no AWS model classes: <i>open, next
 * batch, close</i>. {@code run} alone makes streams of it.
 *
 * <p>Open {@link io.dmslocal.engine.connector.spi.Connector} first, then {@link io.dmslocal.engine.connector.spi.Source} and
 * {@link io.dmslocal.engine.connector.spi.Target}.
 *
 * <p><b>Decision: the hand-over from load to changes.</b> Capture starts before any load ({@link
 * io.dmslocal.engine.connector.spi.Source#startCapture}). Each table is read from one snapshot of the source, and the reader says which
 * changes that snapshot holds ({@link io.dmslocal.engine.connector.spi.TableImage#holds}). Changes of a table that arrive while it loads are
 * cached; when it is loaded, those that the image holds are dropped and the others applied in order. So every change is in the target exactly
 * once, by the image or by its application, for any mix of writes and for tables with or without a key. By which means an image knows what it
 * holds is the connector's matter: PostgreSQL compares transaction numbers with its snapshot, MySQL and MariaDB compare log positions. A
 * connector whose source can only say "at least up to here" answers false for the rest and relies on {@link
 * io.dmslocal.engine.connector.spi.Conflicts#IDEMPOTENT} and on keys. Price: one snapshot per table, held open while the table loads.
 *
 * <p><b>Decision: a table that loads in segments has one snapshot too.</b> Its readers see one moment ({@link
 * io.dmslocal.engine.connector.spi.TableSnapshot}), so that a row that moves from one segment to another while they read is in exactly one, and one image answers
 * for the table: segments change nothing of the hand-over. PostgreSQL exports the snapshot of a session; MySQL and MariaDB open all sessions under a lock of the
 * table that lasts until they have begun. Each segment has a writer of its own; the table is prepared once, and its key is made behind the last of them. Price:
 * a session more on PostgreSQL; where MySQL's table cannot be locked, its segments are read one after the other.
 *
 * <p><b>Decision: the checkpoint.</b> A run saves a position only after the target has committed everything before it, and never past a change
 * that is merely cached; only then does it call {@link io.dmslocal.engine.connector.spi.ChangeReader#confirm}, so a source never forgets what
 * might be needed again. After a restart everything from the checkpoint comes once more: until the source's position at the restart is passed,
 * changes are applied with {@link io.dmslocal.engine.connector.spi.Conflicts#IDEMPOTENT}, which makes a second application harmless on keyed
 * tables. Price: inserts into tables without a key may double after a crash, as on AWS.
 *
 * <p><b>Decision: assessments are functions by name.</b> A premigration assessment is a question that AWS has given a key; {@link
 * io.dmslocal.engine.connector.spi.Connector#assessments} maps the keys that a connector can answer to blocking functions of an endpoint and the task. What
 * the words of this package can answer (keys, types, rules) is asked in {@code engine.assessment}, once for all connectors. Price: each question opens a
 * session of its own; gain: they run side by side, and one that hangs holds up no other.
 *
 * <p><b>Decision: no SourceRecord.</b> Debezium's classes stay behind {@link io.dmslocal.engine.connector.spi.ChangeReader}, so that a faster
 * reader can take their place.
 */
package io.dmslocal.engine.connector.spi;
