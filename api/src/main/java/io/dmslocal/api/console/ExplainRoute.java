package io.dmslocal.api.console;

import io.dmslocal.api.protocol.JsonBody;
import io.dmslocal.engine.explain.Explanation;
import io.dmslocal.engine.explain.ExplanationJson;
import io.dmslocal.engine.explain.ExplanationText;
import io.dmslocal.engine.explain.Question;
import io.dmslocal.engine.explain.QuestionReader;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Why a mapping document does what it does: {@code POST /_dms/mappings/explain}, as JSON or, with {@code ?format=text}, as a report for people.
 *
 * @param explain answers a question; refused when an endpoint is not there or does not answer
 */
public record ExplainRoute(Function<Question, CompletionStage<Outcome<Explanation>>> explain) {

    CompletionStage<Page> answer(Map<String, String> query, byte[] body) {
        String format = query.getOrDefault("format", "json");
        if (!format.equals("json") && !format.equals("text")) {
            return done(Page.error(400, "format is json or text; \"" + format + "\" is neither."));
        }
        if (body.length > JsonBody.LIMIT) {
            return done(Page.error(413, "The body is longer than " + JsonBody.LIMIT + " bytes."));
        }
        return QuestionReader.read(body)
                .then(explain)
                .thenApply(outcome ->
                        outcome.fold(explanation -> page(explanation, format.equals("text")), ExplainRoute::refused));
    }

    private static Page page(Explanation explanation, boolean isText) {
        return isText
                ? Page.text(200, "text/plain; charset=UTF-8", ExplanationText.of(explanation))
                : Page.json(200, ExplanationJson.of(explanation));
    }

    /** AWS answers 400 for what is not there, too; below this path it is 404, as everywhere in the console. */
    private static Page refused(Fault fault) {
        int status = fault.code().equals("ResourceNotFoundFault") ? 404 : fault.status();
        return Page.fault(status, fault);
    }

    private static CompletionStage<Page> done(Page page) {
        return CompletableFuture.completedFuture(page);
    }
}
