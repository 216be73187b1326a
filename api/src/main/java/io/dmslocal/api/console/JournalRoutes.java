package io.dmslocal.api.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A resource's journal for people: {@code /_dms/journal/{arn}}, in parts {@code ?from=N&limit=M}, and {@code /_dms/journal/{arn}?at=N}.
 *
 * @param timeline events of an ARN; empty when the journal has none
 * @param replay the describe document as of an event; empty when the journal has no such event
 */
public record JournalRoutes(
        Function<Part, CompletionStage<Optional<JsonNode>>> timeline,
        Function<Moment, CompletionStage<Optional<JsonNode>>> replay) {

    /** Events in one answer, where {@code limit} asks for no fewer: an answer is held in memory, so that it must have an end. */
    private static final int MOST_EVENTS = 1000;

    /**
     * A part of a timeline.
     *
     * @param from number of its first event, from 1
     * @param limit at most so many events
     */
    public record Part(String arn, long from, int limit) {}

    /** @param event number of an event of the ARN, from 1 */
    public record Moment(String arn, long event) {}

    /** With {@code at} the document as of an event, else the timeline. */
    CompletionStage<Page> answer(String arn, Map<String, String> query) {
        if (!arn.startsWith("arn:")) {
            return wrong("\"" + arn + "\" is no ARN: ask for /_dms/journal/arn:...");
        }
        return query.containsKey("at") ? moment(arn, query.get("at")) : part(arn, query);
    }

    private CompletionStage<Page> part(String arn, Map<String, String> query) {
        OptionalLong from = number(query.getOrDefault("from", "1"), Long.MAX_VALUE);
        if (from.isEmpty()) {
            return wrong("from must be the number of an event, from 1; \"" + query.get("from") + "\" is not.");
        }
        OptionalLong limit = number(query.getOrDefault("limit", "" + MOST_EVENTS), MOST_EVENTS);
        if (limit.isEmpty()) {
            return wrong("limit must be a number from 1 to " + MOST_EVENTS + ", which it is when it is not given; \""
                    + query.get("limit") + "\" is not.");
        }
        return timeline.apply(new Part(arn, from.getAsLong(), (int) limit.getAsLong()))
                .thenApply(found -> page(found, "The journal has nothing of " + arn + "."));
    }

    private CompletionStage<Page> moment(String arn, String at) {
        OptionalLong event = number(at, Long.MAX_VALUE);
        if (event.isEmpty()) {
            return wrong("at must be the number of an event, from 1; \"" + at + "\" is not.");
        }
        String missing = "The journal has no event " + event.getAsLong() + " of " + arn + ": /_dms/journal/" + arn
                + " lists those that it has.";
        return replay.apply(new Moment(arn, event.getAsLong())).thenApply(found -> page(found, missing));
    }

    /** A number from 1 to {@code most}; empty when the text is none. */
    private static OptionalLong number(String text, long most) {
        try {
            long number = Long.parseLong(text);
            return number >= 1 && number <= most ? OptionalLong.of(number) : OptionalLong.empty();
        } catch (NumberFormatException noNumber) {
            return OptionalLong.empty();
        }
    }

    private static CompletionStage<Page> wrong(String message) {
        return CompletableFuture.completedFuture(Page.error(400, message));
    }

    private static Page page(Optional<JsonNode> found, String otherwise) {
        return found.map(document -> Page.json(200, document)).orElseGet(() -> Page.error(404, otherwise));
    }
}
