package io.dmslocal.api.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.model.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {

    private static final Scope OTHERWISE = new Scope("000000000000", "us-east-1");

    private static String scope(Credential credential, String regionHeader, String host) {
        return credential.caller(regionHeader, host, OTHERWISE).scope().toString();
    }

    @ParameterizedTest
    @CsvSource({
        "AKIAIOSFODNN7EXAMPLE, eu-west-1, 000000000000/eu-west-1",
        "123456789012, us-gov-west-1, 123456789012/us-gov-west-1",
        "1234567890123, cn-north-1, 000000000000/cn-north-1",
        "test, '', 000000000000/us-east-1",
        "test, ../x, 000000000000/us-east-1"
    })
    void accountAndRegionComeFromTheSignature(String key, String region, String scope) {
        String header = "AWS4-HMAC-SHA256 Credential=" + key + "/20261120/" + region
                + "/dms/aws4_request, SignedHeaders=host;x-amz-date, Signature=abc";

        assertEquals(scope, scope(Credential.ofHeader(header), "", ""));
        assertEquals(scope, scope(Credential.ofScope(key + "/20261120/" + region + "/dms/aws4_request"), "", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic Og==",
                "AWS4-HMAC-SHA256 Credential=",
                "AWS4-HMAC-SHA256 Credential=a/b/c",
                "Credential=,,,"
            })
    void malformedHeadersAreNobodys(String header) {
        assertEquals("000000000000/us-east-1", scope(Credential.ofHeader(header), "", ""));
    }

    @Test
    void withoutASignatureAHeaderOrTheHostNamesTheRegion() {
        assertEquals("000000000000/eu-north-1", scope(Credential.NONE, "eu-north-1", "dms.eu-west-1.amazonaws.com"));
        assertEquals("000000000000/eu-west-1", scope(Credential.NONE, "", "dms.eu-west-1.localhost:4566"));
        assertEquals("000000000000/us-east-1", scope(Credential.NONE, "", "localhost:4566"));
    }
}
