package io.dmslocal.engine.event;

import io.dmslocal.engine.event.Story.Bookmark;
import io.dmslocal.engine.event.Story.Line;
import io.dmslocal.engine.event.Story.Reading;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.persistence.journal.Journals;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Reads journals on its own threads, and keeps how far it was in those that were read lately, so that an event more costs as little in a long journal as
 * in a short one. Thread-safe; shared by the logs of a node.
 */
public final class EventReader {

    /** Journals whose reading is remembered; the others are read from their beginning. */
    private static final int REMEMBERED = 1000;

    /**
     * What was new in a journal.
     *
     * @param known number of the last event that was noted before
     * @param upTo number of the last event that was read
     */
    record Found(String arn, long known, long upTo, List<Line> lines) {}

    private final Journals journals;
    private final List<Story<?, ?>> stories;
    private final Executor blocking;
    private final Map<String, Bookmark<?>> bookmarks = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bookmark<?>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param stories one for each kind of entity whose life is told */
    public EventReader(Journals journals, List<Story<?, ?>> stories, Executor blocking) {
        this.journals = journals;
        this.stories = List.copyOf(stories);
        this.blocking = blocking;
    }

    /** Numbers of the newest events of every ARN of an account and region. */
    CompletionStage<Map<String, Long>> newest(String scope) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Map<String, Long> byArn = new HashMap<>();
                    for (Story<?, ?> story : stories) {
                        String prefix = story.persistenceId(prefixOfArns(scope, story.arnType()));
                        journals.newestOf(prefix)
                                .forEach((id, number) ->
                                        byArn.put(id.substring(story.kind().length() + 1), number));
                    }
                    return byArn;
                },
                blocking);
    }

    private static String prefixOfArns(String scope, String arnType) {
        String[] parts = scope.split("/");
        return new Arn(new Scope(parts[0], parts[1]), arnType, "").toString();
    }

    /** @param known number of the last event that the log has noted */
    CompletionStage<Found> read(String arn, long known) {
        return CompletableFuture.supplyAsync(
                () -> story(arn)
                        .map(story -> read(story, arn, known))
                        .orElseGet(() -> new Found(arn, known, known, List.of())),
                blocking);
    }

    private Optional<Story<?, ?>> story(String arn) {
        return Arn.parse(arn)
                .flatMap(parsed -> stories.stream()
                        .filter(story -> story.arnType().equals(parsed.type()))
                        .findFirst());
    }

    private <S, E> Found read(Story<S, E> story, String arn, long known) {
        Reading<S> reading = story.read(arn, bookmark(story, arn, known), known, journals);
        remember(arn, reading.bookmark());
        return new Found(arn, known, reading.bookmark().read(), reading.lines());
    }

    /** One whose news were never noted is of no use: it would skip them. */
    @SuppressWarnings("unchecked") // a journal's bookmark was made by the story of its kind
    private synchronized <S, E> Bookmark<S> bookmark(Story<S, E> story, String arn, long known) {
        Bookmark<?> last = bookmarks.get(arn);
        return last == null || last.told() > known ? story.beginning() : (Bookmark<S>) last;
    }

    private synchronized void remember(String arn, Bookmark<?> bookmark) {
        bookmarks.put(arn, bookmark);
    }
}
