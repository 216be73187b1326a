package io.dmslocal.api.protocol;

import static io.dmslocal.api.protocol.WireAssertions.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.EveryOperation;
import io.dmslocal.api.ServedApi;
import io.dmslocal.api.ServedApi.Answered;
import io.dmslocal.api.operation.Answer;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.engine.model.Fault;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.StopReplicationTaskRequest;

/** Every row of the framework's error table, as bytes on the wire. */
class FrameworkErrorsTest {

    private static ServedApi api;

    @BeforeAll
    static void serve() {
        api = ServedApi.of(EveryOperation.accepted());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static void assertUnserializable(String message, Answered answered) {
        assertRefused("SerializationException", answered);
        assertEquals(message, answered.message());
    }

    @Nested
    class Routing {

        @Test
        void withoutATargetTheOperationIsUnknown() {
            assertRefused("UnknownOperationException", api.post(null, new byte[0]));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "DescribeEndpoints",
                    "AmazonDMSv20160101.",
                    "AmazonDMSv20160101.describeEndpoints",
                    "AmazonDMSv20160101.DescribeEndpoints2",
                    "AmazonDMSv20150101.DescribeEndpoints",
                    "AmazonDMSv20160101.DescribeEndpoints.More",
                    "."
                })
        void otherTargetsAreUnknown(String target) {
            Answered answered = api.post(target, "{}".getBytes(StandardCharsets.UTF_8));

            assertRefused("UnknownOperationException", answered);
            assertEquals("The requested operation is not supported", answered.message());
        }

        @Test
        void theTargetIsReadBeforeTheBody() {
            assertRefused("UnknownOperationException", api.post("AmazonDMSv20160101.Unknown", new byte[] {'{'}));
        }

        @Test
        void anyPathAndContentTypeWillDo() {
            for (String type : new String[] {
                "application/x-amz-json-1.0",
                "application/json",
                "application/x-amz-json-1.1; charset=utf-8",
                "text/plain"
            }) {
                Answered answered = api.send(api.request("/some/dms/?x=1")
                        .header("Content-Type", type)
                        .header("x-AMZ-target", "AmazonDMSv20160101.DescribeEndpoints")
                        .POST(HttpRequest.BodyPublishers.ofString("{}")));
                assertEquals(200, answered.status(), type);
                assertEquals("application/x-amz-json-1.1", answered.header("Content-Type"));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"})
        void otherMethodsAreNotAllowed(String method) {
            Answered answered = api.send(api.request("/").method(method, HttpRequest.BodyPublishers.noBody()));

            assertEquals(405, answered.status());
            assertEquals("POST", answered.header("Allow"));
            boolean hasNoBody = method.equals("HEAD");
            assertEquals(hasNoBody, answered.response().body().length == 0);
            assertEquals(!hasNoBody, answered.message().startsWith("This is dms-local,"), answered::message);
        }

        @Test
        void requestIdsAreUnique() {
            assertNotEquals(
                    api.call("DescribeEndpoints", "").header("x-amzn-RequestId"),
                    api.call("DescribeEndpoints", "").header("x-amzn-RequestId"));
        }
    }

    @Nested
    class Json {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{",
                    "{\"Marker\":\"a\"",
                    "{\"Marker\":\"a\"} x",
                    "{}{}",
                    "{'Marker':'a'}",
                    "{\"Marker\":NaN}",
                    "{\"Marker\":\"\u0001\"}",
                    "not json",
                    "\u0000"
                })
        void malformedBodiesAreRefused(String body) {
            Answered answered = api.call("DescribeEndpoints", body);

            assertRefused("SerializationException", answered);
            assertTrue(answered.message().startsWith("The request body is not valid JSON: "), answered.message());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {"[]|a list", "\"x\"|a text", "1|a number", "true|true", "null|null"})
        void theTopMustBeAnObject(String body, String found) {
            String message = "The request body must be a JSON object, {...}; found " + found + ".";
            assertUnserializable(message, api.call("DescribeEndpoints", body));
            assertUnserializable(message, api.call("CreateEndpoint", body));
            assertUnserializable(message, api.call("RunFleetAdvisorLsaAnalysis", body));
        }

        @Test
        void invalidUtf8IsRefused() {
            byte[] body = {'{', '"', 'M', 'a', 'r', 'k', 'e', 'r', '"', ':', '"', (byte) 0xC3, '"', '}'};

            assertUnserializable(
                    "The request body is not valid UTF-8.", api.post("AmazonDMSv20160101.DescribeEndpoints", body));
        }

        @Test
        void halfACharacterIsRefused() {
            String message = "The request body has half a character: a surrogate (\\ud800 to \\udfff) alone.";

            assertUnserializable(message, api.call("DescribeEndpoints", "{\"Marker\":\"a\\ud83d\"}"));
            assertUnserializable(message, api.call("DescribeEndpoints", "{\"Unknown\":[\"\\uDE00\"]}"));
            assertRefused("SerializationException", api.call("DescribeEndpoints", "{\"\\uDE00\":1}"));
            assertEquals(
                    200,
                    api.call("DescribeEndpoints", "{\"Marker\":\"\\ud83d\\ude00\"}")
                            .status());
        }

        @Test
        void utf16IsRefused() {
            byte[] body = "{}".getBytes(StandardCharsets.UTF_16);

            assertRefused("SerializationException", api.post("AmazonDMSv20160101.DescribeEndpoints", body));
        }

        @Test
        void nestingHasALimitEvenInUnknownMembers() {
            assertEquals(200, api.call("DescribeEndpoints", nested(99)).status());
            assertRefused("SerializationException", api.call("DescribeEndpoints", nested(100)));
            assertRefused("SerializationException", api.call("DescribeEndpoints", nested(1_000_000)));
        }

        private String nested(int lists) {
            return "{\"Unknown\":" + "[".repeat(lists) + "]".repeat(lists) + "}";
        }

        @Test
        void anEmptyBodyIsAnEmptyObject() {
            assertEquals(200, api.call("DescribeAccountAttributes", "").status());
            assertEquals(200, api.call("RunFleetAdvisorLsaAnalysis", "{}").status());
            assertRefused("ValidationException", api.call("DeleteEndpoint", ""));
        }

        @Test
        void aByteOrderMarkIsPassedOver() {
            assertEquals(200, api.call("DescribeEndpoints", "\uFEFF{}").status());
        }

        @Test
        void theLastOfEqualKeysCounts() {
            assertEquals(
                    200,
                    api.call("DescribeEndpoints", "{\"MaxRecords\":\"x\",\"MaxRecords\":20}")
                            .status());
        }
    }

    @Nested
    class Types {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"Marker\":1}|NUMBER_VALUE can not be converted to a String at 'marker'",
                    "{\"Marker\":true}|TRUE_VALUE can not be converted to a String at 'marker'",
                    "{\"Marker\":[]}|Start of list found where not expected at 'marker'",
                    "{\"Marker\":{}}|Start of structure or map found where not expected at 'marker'",
                    "{\"MaxRecords\":\"20\"}|STRING_VALUE can not be converted to an Integer at 'maxRecords'",
                    "{\"MaxRecords\":false}|FALSE_VALUE can not be converted to an Integer at 'maxRecords'",
                    "{\"MaxRecords\":20.5}|NUMBER_VALUE with a fraction can not be converted to an Integer at 'maxRecords'",
                    "{\"MaxRecords\":2147483648}|NUMBER_VALUE is out of range for an Integer at 'maxRecords'",
                    "{\"MaxRecords\":-1e300}|NUMBER_VALUE is out of range for an Integer at 'maxRecords'",
                    "{\"MaxRecords\":1e999}|NUMBER_VALUE is out of range for an Integer at 'maxRecords'",
                    "{\"Filters\":{}}|Start of structure or map found where not expected at 'filters'",
                    "{\"Filters\":\"x\"}|Expected list or null at 'filters': a list is needed, found STRING_VALUE",
                    "{\"Filters\":[[]]}|Start of list found where not expected at 'filters.1.member'",
                    "{\"Filters\":[\"x\"]}|Expected null at 'filters.1.member': a structure is needed, found STRING_VALUE",
                    "{\"Filters\":[{\"Name\":\"a\",\"Values\":[1]}]}|NUMBER_VALUE can not be converted to a String at 'filters.1.member.values.1.member'",
                })
        void wrongTypesAreRefusedInTheServicesWords(String body, String message) {
            assertUnserializable(message, api.call("DescribeEndpoints", body));
        }

        @Test
        void booleansTimestampsAndBlobsHaveTypesToo() {
            assertUnserializable(
                    "STRING_VALUE can not be converted to a Boolean at 'withoutSettings'",
                    api.call("DescribeReplicationTasks", "{\"WithoutSettings\":\"true\"}"));
            assertUnserializable(
                    "STRING_VALUE can not be converted to a Timestamp at 'startTime'",
                    api.call("DescribeEvents", "{\"StartTime\":\"yesterday\"}"));
            assertUnserializable(
                    "NUMBER_VALUE is too large for a Timestamp at 'startTime'",
                    api.call("DescribeEvents", "{\"StartTime\":1e30}"));
            assertUnserializable(
                    "STRING_VALUE can not be converted to a Blob: it is not Base64 at 'certificateWallet'",
                    api.call("ImportCertificate", "{\"CertificateIdentifier\":\"c\",\"CertificateWallet\":\"?\"}"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "1590619811",
                    "1590619811.528",
                    "1.5e9",
                    "\"1590619811\"",
                    "\"2020-05-27T22:50:11Z\"",
                    "\"2020-05-27T22:50:11.5+02:00\"",
                    "null"
                })
        void timesAreTakenAsNumbersNumericTextsAndIsoTexts(String time) {
            assertEquals(
                    200,
                    api.call("DescribeEvents", "{\"StartTime\":" + time + "}").status());
        }

        @Test
        void wholeNumbersMayHaveAZeroFractionAndNullIsAbsent() {
            assertEquals(
                    200, api.call("DescribeEndpoints", "{\"MaxRecords\":50.0}").status());
            assertEquals(
                    200,
                    api.call("DescribeEndpoints", "{\"MaxRecords\":null,\"Filters\":null}")
                            .status());
        }

        @Test
        void unpaddedBase64IsTaken() {
            assertEquals(
                    200,
                    api.call("ImportCertificate", "{\"CertificateIdentifier\":\"c\",\"CertificateWallet\":\"c29tZQ\"}")
                            .status());
        }
    }

    @Nested
    class Constraints {

        private void assertInvalid(String message, Answered answered) {
            assertRefused("ValidationException", answered);
            assertEquals(message, answered.message());
        }

        @Test
        void allMissingMembersAreCountedAndNamedAtAnyDepth() {
            assertInvalid(
                    "3 validation errors detected: "
                            + "Value null at 'replicationTaskArn' failed to satisfy constraint: Member must not be null; "
                            + "Value null at 'tablesToReload.1.member.tableName' failed to satisfy constraint: Member must not be null; "
                            + "Value null at 'tablesToReload.2.member.schemaName' failed to satisfy constraint: Member must not be null",
                    api.call(
                            "ReloadTables",
                            "{\"TablesToReload\":[{\"SchemaName\":\"s\"},{\"TableName\":\"t\",\"SchemaName\":null}]}"));
        }

        @Test
        void settingsHaveRequiredMembersToo() {
            assertInvalid(
                    "1 validation error detected: Value null at 'dynamoDbSettings.serviceAccessRoleArn'"
                            + " failed to satisfy constraint: Member must not be null",
                    api.call(
                            "CreateEndpoint",
                            "{\"EndpointIdentifier\":\"e\",\"EndpointType\":\"target\",\"EngineName\":\"dynamodb\",\"DynamoDbSettings\":{}}"));
        }

        @Test
        void anAbsentElementOfAListIsMissing() {
            assertInvalid(
                    "1 validation error detected: Value null at 'filters.1.member' failed to satisfy constraint: Member must not be null",
                    api.call("DescribeEndpoints", "{\"Filters\":[null]}"));
        }

        @Test
        void textsHaveTheModelsLengths() {
            String name = "x".repeat(31);
            assertInvalid(
                    "1 validation error detected: Value '" + name
                            + "' at 'replicationInstanceClass' failed to satisfy constraint: Member must have length less than or equal to 30",
                    api.call(
                            "CreateReplicationInstance",
                            "{\"ReplicationInstanceIdentifier\":\"i\",\"ReplicationInstanceClass\":\"" + name + "\"}"));
            assertRefused(
                    "ValidationException",
                    api.call("DescribeDataMigrations", "{\"Marker\":\"" + "m".repeat(1025) + "\"}"));
        }

        @Test
        void unionsHaveExactlyOneMember() {
            for (String settings : new String[] {"{}", "{\"MySqlSettings\":{},\"OracleSettings\":{}}"}) {
                Answered answered =
                        api.call("CreateDataProvider", "{\"Engine\":\"mysql\",\"Settings\":" + settings + "}");
                assertRefused("ValidationException", answered);
                assertTrue(answered.message()
                        .contains("at 'settings' failed to satisfy constraint: Member must have exactly one of"));
            }
            assertEquals(
                    200,
                    api.call("CreateDataProvider", "{\"Engine\":\"mysql\",\"Settings\":{\"MySqlSettings\":{}}}")
                            .status());
        }

        @Test
        void typesComeBeforeMissingMembersAndThoseBeforeEnums() {
            assertRefused(
                    "SerializationException",
                    api.call("CreateReplicationTask", "{\"MigrationType\":\"bad\",\"Tags\":1}"));
            assertRefused("ValidationException", api.call("CreateReplicationTask", "{\"MigrationType\":\"bad\"}"));
        }
    }

    @Nested
    class Operating {

        @Test
        void faultsCarryTheirMembersAndDefectsAreOurs() {
            Operations operations = new Operations();
            Fault exists = Fault.alreadyExists("It exists.", "arn:aws:dms:us-east-1:000000000000:endpoint:E");
            operations.real(
                    "CreateReplicationTask",
                    CreateReplicationTaskRequest::builder,
                    (caller, request) -> CompletableFuture.completedFuture(Answer.refused(exists)));
            operations.real("DeleteEndpoint", DeleteEndpointRequest::builder, (caller, request) -> {
                throw new IllegalStateException("a defect that this test makes");
            });
            operations.real(
                    "StopReplicationTask",
                    StopReplicationTaskRequest::builder,
                    (caller, request) ->
                            CompletableFuture.failedFuture(new IllegalStateException("a defect that this test makes")));
            operations.rejected("DescribeEvents", "this test says so");

            try (ServedApi served = ServedApi.of(operations)) {
                Answered refused = served.call(
                        "CreateReplicationTask",
                        "{\"ReplicationTaskIdentifier\":\"t\",\"SourceEndpointArn\":\"s\",\"TargetEndpointArn\":\"t\","
                                + "\"ReplicationInstanceArn\":\"r\",\"MigrationType\":\"cdc\",\"TableMappings\":\"{}\"}");
                assertRefused("ResourceAlreadyExistsFault", refused);
                assertEquals(
                        "arn:aws:dms:us-east-1:000000000000:endpoint:E",
                        refused.body().path("resourceArn").asText());

                for (Answered failed : new Answered[] {
                    served.call("DeleteEndpoint", "{\"EndpointArn\":\"a\"}"),
                    served.call("StopReplicationTask", "{\"ReplicationTaskArn\":\"a\"}")
                }) {
                    assertEquals(500, failed.status());
                    assertEquals("InternalFailure", failed.code());
                    assertTrue(failed.message().contains(failed.header("x-amzn-RequestId")), failed.message());
                }

                Answered rejected = served.call("DescribeEvents", "");
                assertRefused("InvalidOperationFault", rejected);
                assertEquals("DescribeEvents is not available: this test says so.", rejected.message());
            }
        }
    }
}
