package io.dmslocal.api.protocol;

import static io.dmslocal.api.protocol.WireAssertions.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.api.EveryOperation;
import io.dmslocal.api.ServedApi;
import io.dmslocal.api.ServedApi.Answered;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of the right type that are none the less refused, as bytes on the wire. */
class FrameworkValuesTest {

    private static ServedApi api;

    @BeforeAll
    static void serve() {
        api = ServedApi.of(EveryOperation.accepted());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Nested
    class Allowed {

        private Answered start(String type) {
            return api.call(
                    "StartReplicationTask",
                    "{\"ReplicationTaskArn\":\"arn\",\"StartReplicationTaskType\":\"" + type + "\"}");
        }

        private Answered create(String type, String settings) {
            return api.call(
                    "CreateEndpoint",
                    "{\"EndpointIdentifier\":\"e\",\"EngineName\":\"s3\",\"EndpointType\":\"" + type
                            + "\",\"S3Settings\":" + settings + "}");
        }

        @Test
        void enumsAtTheTopAreExact() {
            Answered refused = start("Start-Replication");

            assertEquals(200, start("start-replication").status());
            assertRefused("InvalidParameterValueException", refused);
            assertEquals(
                    "The parameter StartReplicationTaskType must be one of start-replication, resume-processing, reload-target;"
                            + " \"Start-Replication\" is not.",
                    refused.message());
        }

        @Test
        void anEndpointsTypeMayBeInAnyCase() {
            assertEquals(200, create("SOURCE", "{}").status());
            assertRefused("InvalidParameterValueException", create("both", "{}"));
        }

        @Test
        void enumsInSettingsAreTakenInAnyCaseAndWithEitherDash() {
            assertEquals(
                    200,
                    create("target", "{\"CompressionType\":\"GZIP\",\"EncryptionMode\":\"SSE_S3\"}")
                            .status());
            assertRefused("InvalidParameterValueException", create("target", "{\"CompressionType\":\"zip\"}"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "  ", "\\t"})
        void aRequiredTextMustNotBeBlank(String blank) {
            Answered answered = api.call("DeleteEndpoint", "{\"EndpointArn\":\"" + blank + "\"}");

            assertRefused("InvalidParameterValueException", answered);
            assertEquals("The parameter EndpointArn must be provided and must not be blank.", answered.message());
        }
    }

    @Nested
    class ControlCharacters {

        private Answered endpoint(String operation, String member, String text) {
            return api.call(
                    operation,
                    "{\"EndpointIdentifier\":\"e\",\"EndpointType\":\"source\",\"EngineName\":\"postgres\",\"EndpointArn\":\"arn\",\""
                            + member + "\":\"" + text + "\"}");
        }

        private void assertControl(String member, String found, Answered answered) {
            assertRefused("InvalidParameterValueException", answered);
            assertEquals(
                    "The parameter " + member + " must not contain control characters; it has " + found + ".",
                    answered.message());
        }

        @ParameterizedTest
        @ValueSource(strings = {"ServerName", "Username", "Password", "DatabaseName", "ExtraConnectionAttributes"})
        void areInNoConnection(String member) {
            assertControl(member, "U+0000", endpoint("CreateEndpoint", member, "hidden\\u0000word"));
            assertControl(member, "U+0000", endpoint("ModifyEndpoint", member, "\\u0000"));
            assertControl(member, "U+001B", endpoint("ModifyEndpoint", member, "\\u001b[0m"));
        }

        @Test
        void areNamedWithTheirStructureAndListToo() {
            assertControl(
                    "PostgreSQLSettings.Password",
                    "U+000A",
                    api.call(
                            "CreateEndpoint",
                            "{\"EndpointIdentifier\":\"e\",\"EndpointType\":\"source\",\"EngineName\":\"postgres\","
                                    + "\"PostgreSQLSettings\":{\"Password\":\"a\\nb\"}}"));
            assertControl(
                    "Filters.1.member.Values.2.member",
                    "U+0009",
                    api.call("DescribeEndpoints", "{\"Filters\":[{\"Name\":\"a\",\"Values\":[\"b\",\"c\\td\"]}]}"));
        }

        @Test
        void thatBreakLinesAreInDocumentsAndScripts() {
            String task =
                    "{\"ReplicationTaskIdentifier\":\"t\",\"SourceEndpointArn\":\"s\",\"TargetEndpointArn\":\"t\","
                            + "\"ReplicationInstanceArn\":\"r\",\"MigrationType\":\"cdc\",\"TableMappings\":\"{\\r\\n\\t}%s\"}";

            assertEquals(
                    200, api.call("CreateReplicationTask", task.formatted("")).status());
            assertControl("TableMappings", "U+0000", api.call("CreateReplicationTask", task.formatted("\\u0000")));
            assertEquals(
                    200,
                    api.call(
                                    "ImportCertificate",
                                    "{\"CertificateIdentifier\":\"c\",\"CertificatePem\":\"-----BEGIN\\nMII\\n-----END\"}")
                            .status());
            assertEquals(
                    200,
                    endpoint("CreateEndpoint", "ExtraConnectionAttributes", "slotName=a;\\npluginName=pgoutput;\\n")
                            .status());
        }
    }
}
