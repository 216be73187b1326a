package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.settings.TableMappingsParser.Rule;
import java.util.Set;

/** rule-type post-processing: tags for the files of S3 targets. Source: "Using Amazon S3 as a target", AWS DMS user guide. */
final class PostProcessingRules {

    /** Amazon S3's own limit. */
    private static final int MOST_TAGS = 10;

    private PostProcessingRules() {}

    static void check(Rule rule) {
        rule.oneOf("rule-action", Set.of("add-tag"));
        JsonNode tags = rule.list(rule.json(), "tag-set");
        if (tags.isEmpty() || tags.size() > MOST_TAGS) {
            throw rule.fails("The tag-set needs 1 to " + MOST_TAGS + " tags, [{\"key\":..., \"value\":...}].");
        }
        for (JsonNode tag : tags) {
            if (!tag.path("key").isTextual()
                    || tag.path("key").asText().isEmpty()
                    || !tag.path("value").isTextual()) {
                throw rule.fails("Every tag of the tag-set needs a key and a value, both texts.");
            }
        }
    }
}
