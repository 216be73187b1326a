package io.dmslocal.persistence.serialization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.DataProvider;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.databasemigration.model.ImportCertificateRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

class ModelJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> everyModelClassSurvivesTheWay() {
        return ModelClasses.builders()
                .map(builder -> DynamicTest.dynamicTest(
                        builder.getClass().getEnclosingClass().getSimpleName(), () -> {
                            SdkPojo object = ModelClasses.filled(builder);

                            JsonNode read = JSON.readTree(ModelJson.bytes(object));

                            assertEquals(object, ModelJson.<SdkPojo>fromJson(read, again(object)));
                            assertEquals(object, ModelJson.<SdkPojo>fromJson(ModelJson.toJson(object), again(object)));
                        }));
    }

    @Test
    void allOperationsAreThere() {
        long structures = ModelClasses.builders().count();

        assertTrue(structures > 2 * 119, structures + " structures");
    }

    @Test
    void timestampsAreSecondsWithThreeFractionDigits() {
        ReplicationTask task = ReplicationTask.builder()
                .replicationTaskCreationDate(Instant.ofEpochMilli(1_700_000_000_000L))
                .build();

        assertEquals("{\"ReplicationTaskCreationDate\":1700000000.000}", new String(ModelJson.bytes(task)));
        assertEquals(
                "{\"ReplicationTaskCreationDate\":1700000000.000}",
                ModelJson.toJson(task).toString());
    }

    @Test
    void timestampsAreTextsWhereTheModelSaysSo() {
        DataProvider provider = DataProvider.builder()
                .dataProviderCreationTime(Instant.ofEpochMilli(1_700_000_000_120L))
                .build();

        assertEquals(
                "{\"DataProviderCreationTime\":\"2023-11-14T22:13:20.120Z\"}", new String(ModelJson.bytes(provider)));
    }

    @Test
    void anAbsentListIsNotWrittenAndAnEmptyOneIs() {
        assertEquals(
                "{}",
                ModelJson.toJson(DescribeEndpointsRequest.builder().build()).toString());
        assertEquals(
                "{\"Filters\":[]}",
                ModelJson.toJson(DescribeEndpointsRequest.builder()
                                .filters(List.of())
                                .build())
                        .toString());
    }

    @Test
    void unknownMembersAndNullsArePassedOver() throws Exception {
        JsonNode json = JSON.readTree("{\"EndpointIdentifier\":\"e\",\"Port\":null,\"Colour\":{\"a\":[1]}}");

        CreateEndpointRequest request = ModelJson.fromJson(json, CreateEndpointRequest::builder);

        assertEquals(CreateEndpointRequest.builder().endpointIdentifier("e").build(), request);
    }

    @Test
    void membersThatTheSdksClassLacksAreKeptBesideIt() throws Exception {
        JsonNode json = JSON.readTree("{\"Settings\":{\"IbmDb2LuwSettings\":{\"Port\":50000,\"EncryptionAlgorithm\":2,"
                + "\"SecurityMechanism\":9,\"Colour\":\"red\"}}}");
        JsonNode kept = JSON.readTree(json.toString().replace(",\"Colour\":\"red\"", ""));

        DataProvider provider = ModelJson.fromJson(json, DataProvider::builder);
        DataProvider renamed = provider.copy(next -> next.dataProviderName("n"));

        assertEquals(kept, ModelJson.toJson(provider));
        assertEquals(kept, JSON.readTree(ModelJson.bytes(provider)));
        assertEquals(kept, Redaction.hide(provider));
        assertEquals(kept.path("Settings"), ModelJson.toJson(renamed).path("Settings"));
        DataProvider equal = ModelJson.fromJson(
                JSON.readTree("{\"Settings\":{\"IbmDb2LuwSettings\":{\"Port\":50000}}}"), DataProvider::builder);
        assertEquals(
                1, ModelJson.toJson(equal).at("/Settings/IbmDb2LuwSettings").size());
    }

    @Test
    void aWrongKindIsRefusedWithItsPathAndWithoutItsValue() throws Exception {
        JsonNode json = JSON.readTree("{\"MongoDbSettings\":{\"Port\":\"hush\"}}");

        ModelMismatch mismatch =
                assertThrows(ModelMismatch.class, () -> ModelJson.fromJson(json, CreateEndpointRequest::builder));

        assertEquals("MongoDbSettings.Port", mismatch.path());
        assertEquals("MongoDbSettings.Port must be an integer, not a string", mismatch.getMessage());
    }

    @Test
    void numbersOutOfRangeAreRefused() throws Exception {
        for (String port : List.of("2147483648", "1.5", "1e400")) {
            JsonNode json = JSON.readTree("{\"Port\":" + port + "}");
            assertThrows(ModelMismatch.class, () -> ModelJson.fromJson(json, CreateEndpointRequest::builder));
        }
        JsonNode time = JSON.readTree("{\"ReplicationTaskCreationDate\":1e300}");
        assertThrows(ModelMismatch.class, () -> ModelJson.fromJson(time, ReplicationTask::builder));
    }

    @Test
    void blobsAreBase64() throws Exception {
        JsonNode json = JSON.readTree("{\"CertificateWallet\":\"AQID\"}");

        ImportCertificateRequest request = ModelJson.fromJson(json, ImportCertificateRequest::builder);

        assertEquals(3, request.certificateWallet().asByteArray().length);
        assertEquals(json, ModelJson.toJson(request));
    }

    private static Supplier<SdkPojo> again(SdkPojo object) {
        return () -> {
            try {
                return (SdkPojo) object.getClass().getMethod("builder").invoke(null);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        };
    }
}
