package io.dmslocal.engine.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.explain.Question.Catalogue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Questions about catalogues that are written down, and their answers. */
final class Asked {

    static final ObjectMapper JSON = new ObjectMapper();

    private Asked() {}

    static Explanation explained(JsonNode question) {
        Question read = QuestionReader.read(question.toString().getBytes(StandardCharsets.UTF_8))
                .fold(asked -> asked, fault -> {
                    throw new AssertionError(fault);
                });
        return new Explainer(Connectors.all(Optional.empty()))
                .explain(read, Explainer.written((Catalogue) read.source()), Explainer.written(read.target()));
    }

    /** @param question JSON in which apostrophes may stand for quotation marks */
    static JsonNode json(String question) {
        try {
            return JSON.readTree(question.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    static Explanation explained(String question) {
        return explained(json(question));
    }
}
