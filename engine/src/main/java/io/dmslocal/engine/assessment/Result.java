package io.dmslocal.engine.assessment;

import io.dmslocal.engine.connector.spi.Assessment.Place;
import io.dmslocal.engine.connector.spi.Assessment.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * What became of one individual assessment.
 *
 * @param status AWS's word: passed, warning, failed, skipped, error or cancelled
 * @param sentence one, for people
 * @param examined how many objects were looked at; 0 where the question is not about objects
 * @param places where something was found; at most {@link #MOST}
 */
public record Result(String key, String status, String sentence, int examined, List<Place> places) {

    /** More places than anybody reads would only swell the journal. */
    static final int MOST = 1_000;

    public Result {
        places = List.copyOf(places.subList(0, Math.min(MOST, places.size())));
    }

    static Result of(String key, Verdict verdict) {
        return new Result(
                key,
                verdict.status().name().toLowerCase(Locale.ROOT),
                verdict.sentence(),
                verdict.examined(),
                verdict.places());
    }

    public static Result error(String key, String reason) {
        return new Result(key, "error", reason, 0, List.of());
    }

    public static Result cancelled(String key) {
        return new Result(key, "cancelled", "The run was cancelled before this was examined.", 0, List.of());
    }
}
