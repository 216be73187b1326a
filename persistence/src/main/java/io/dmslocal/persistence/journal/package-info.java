/**
 * The journal's tables and how people read them: who, what, when. Entities write through Akka Persistence. Imports {@code serialization}; open
 * {@link io.dmslocal.persistence.journal.JournalReader} first.
 *
 * <p>Decision: H2 runs with {@code WRITE_DELAY=0}: what was committed is in the operating system's hands when the commit returns, so that {@code
 * kill -9} loses nothing. Price: a write call per commit instead of one per half second. See {@code journal-h2.conf}.
 */
package io.dmslocal.persistence.journal;
