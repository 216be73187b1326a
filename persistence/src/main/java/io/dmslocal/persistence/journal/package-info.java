/**
 * The journal's tables and how people read them: who, what, when. Entities write through Akka Persistence. Imports {@code serialization}; open
 * {@link io.dmslocal.persistence.journal.JournalReader} first, and {@link io.dmslocal.persistence.journal.EventDao} for the way in.
 *
 * <p>Decision: events that come while others are being written share the next commit ({@link io.dmslocal.persistence.journal.GroupCommit}), written in plain
 * JDBC. Price: two classes that extend Akka Persistence JDBC's own, at the place it has for that.
 *
 * <p>Decision: H2 writes its file every half second, and what came since lies in {@link io.dmslocal.persistence.journal.Tail} before anybody hears of it, so
 * that {@code kill -9} loses nothing. To let H2 write at each commit cost half of a creation's time: it writes every page of every tree that was touched.
 * Price: a second file, read at the next start. See {@code journal-h2.conf} for what a power loss may cost.
 *
 * <p>Decision: a full disk is a pause. H2 gives its database up when a write of its file fails, and would be opened again without what only the tail has; so its
 * writes never fail, they wait ({@link io.dmslocal.persistence.journal.PatientPath}), and the database stays readable. Events go into the tail first: what the
 * disk refuses there was never in the tables. While H2 waits, and below a reserve for what happens by itself, callers are told so at the door
 * ({@link io.dmslocal.persistence.journal.DiskRoom}). With room again H2's write succeeds and all goes on, in order, without a restart. Price: H2's thread, and
 * who asks it for a checkpoint at that moment, stands still until then; a checkpoint gives up after ten seconds.
 */
package io.dmslocal.persistence.journal;
