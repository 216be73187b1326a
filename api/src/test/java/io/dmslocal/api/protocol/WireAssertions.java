package io.dmslocal.api.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.dmslocal.api.ServedApi.Answered;

/** What every refusal on the wire has in common. */
final class WireAssertions {

    private WireAssertions() {}

    static void assertRefused(String code, Answered answered) {
        assertEquals(code, answered.code(), () -> answered.body().toString());
        assertEquals(400, answered.status());
        assertEquals(code, answered.header("x-amzn-ErrorType"));
        assertEquals("application/x-amz-json-1.1", answered.header("Content-Type"));
        assertEquals(36, answered.header("x-amzn-RequestId").length());
        assertFalse(answered.header("Date").isEmpty());
        assertFalse(answered.header("Content-Length").isEmpty());
    }
}
