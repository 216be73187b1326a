/**
 * What DescribeEvents tells and subscriptions hear. Open {@link io.dmslocal.engine.event.EventLog} first; {@link io.dmslocal.engine.event.Catalogue} has
 * AWS's list. Which step of which life is which of its entries stands one floor up, in {@code news}. Imports {@code model}, {@code directory} and the
 * journal.
 *
 * <p>Decision: facts come from the journal, hints only speed up. An entity says no more than "there is news of this ARN" ({@link
 * io.dmslocal.engine.directory.Residents#news}); the log then reads that entity's own journal after the last number that it has noted for it, and
 * notes number and events in one write. When it awakes it looks for journals that are longer than what it noted. So {@code kill -9} neither loses an
 * event nor tells it twice, and no entity waits for the log. Price: each event is read once more, and the log remembers a number for every ARN that
 * ever had an event.
 *
 * <p>Decision: a silent event (a tag, a loaded table) is read and not noted. Price: it is read again when the log awakes.
 *
 * <p>Decision: who listens (a subscription) has a cursor in the log's own numbering and asks for what came after it; the log keeps no list of
 * deliveries.
 *
 * <p>A new kind of entity with events needs a table like {@code news.TaskNews}, an entry in {@code news.Stories} and a call of {@code
 * residents.news(arn)} where it aligns.
 */
package io.dmslocal.engine.event;
