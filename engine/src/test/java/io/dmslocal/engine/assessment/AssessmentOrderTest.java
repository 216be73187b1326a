package io.dmslocal.engine.assessment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.model.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssessmentOrderTest {

    private static final String ONE = "unsupported-data-types-in-source";
    private static final String OTHER = "all-check-source-selection-rules";

    private static final String KEY = "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000001";

    @Test
    void whatCannotBeIsRefusedWithItsFault() {
        assertEquals("", code(order(List.of(ONE), List.of(), "", "")));
        assertEquals("", code(order(List.of(), List.of(ONE), "SSE_KMS", KEY)));
        assertEquals("", code(order(List.of(), List.of(), "sse-s3", "")));
        assertEquals("InvalidParameterCombinationException", code(order(List.of(ONE), List.of(OTHER), "", "")));
        assertEquals("InvalidParameterValueException", code(order(List.of("no-such"), List.of(), "", "")));
        assertEquals("InvalidParameterValueException", code(order(List.of(), List.of("no-such"), "", "")));
        assertEquals("InvalidParameterValueException", code(order(List.of(), List.of(), "ROT13", "")));
        assertEquals("InvalidParameterCombinationException", code(order(List.of(), List.of(), "SSE_S3", KEY)));
        assertEquals("KMSKeyNotAccessibleFault", code(order(List.of(), List.of(), "SSE_KMS", "no key")));
    }

    @Test
    void allThatApplyAreChosenUnlessTheCallerSaysWhich() {
        assertEquals(List.of(ONE, OTHER), chosen(List.of(), List.of()));
        assertEquals(List.of(OTHER), chosen(List.of(), List.of(ONE)));
        assertEquals(List.of(OTHER), chosen(List.of(OTHER, OTHER), List.of()));
    }

    @Test
    void oneMustBeLeft() {
        Fault none = order(List.of(), List.of(ONE), "", "")
                .chosen(List.of(ONE))
                .fault()
                .orElseThrow();

        assertEquals("InvalidParameterValueException", none.code());
    }

    private static List<String> chosen(List<String> includeOnly, List<String> exclude) {
        return order(includeOnly, exclude, "", "")
                .chosen(List.of(ONE, OTHER))
                .value()
                .orElseThrow();
    }

    private static AssessmentOrder order(
            List<String> includeOnly, List<String> exclude, String encryption, String kmsKeyArn) {
        return new AssessmentOrder(includeOnly, exclude, encryption, kmsKeyArn);
    }

    private static String code(AssessmentOrder order) {
        return order.fault().map(Fault::code).orElse("");
    }
}
