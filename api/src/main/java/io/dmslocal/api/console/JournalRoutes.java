package io.dmslocal.api.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A resource's journal for people: {@code /_dms/journal/{arn}} and {@code /_dms/journal/{arn}?at=N}.
 *
 * @param timeline every event of an ARN; empty when the journal has none
 * @param replay the describe document as of an event; empty when the journal has no such event
 */
public record JournalRoutes(
        Function<String, CompletionStage<Optional<JsonNode>>> timeline,
        Function<Moment, CompletionStage<Optional<JsonNode>>> replay) {

    /** @param event number of an event of the ARN, from 1 */
    public record Moment(String arn, long event) {}

    /** @param at empty for the timeline */
    CompletionStage<Page> answer(String arn, Optional<String> at) {
        if (!arn.startsWith("arn:")) {
            return CompletableFuture.completedFuture(
                    Page.error(400, "\"" + arn + "\" is no ARN: ask for /_dms/journal/arn:..."));
        }
        if (at.isEmpty()) {
            return timeline.apply(arn).thenApply(found -> page(found, "The journal has nothing of " + arn + "."));
        }
        long event;
        try {
            event = Long.parseLong(at.get());
        } catch (NumberFormatException noNumber) {
            event = 0;
        }
        if (event < 1) {
            return CompletableFuture.completedFuture(
                    Page.error(400, "at must be the number of an event, from 1; \"" + at.get() + "\" is not."));
        }
        String missing = "The journal has no event " + event + " of " + arn + ": /_dms/journal/" + arn
                + " lists those that it has.";
        return replay.apply(new Moment(arn, event)).thenApply(found -> page(found, missing));
    }

    private static Page page(Optional<JsonNode> found, String otherwise) {
        return found.map(document -> Page.json(200, document)).orElseGet(() -> Page.error(404, otherwise));
    }
}
