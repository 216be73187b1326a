package io.dmslocal.persistence.serialization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.utils.builder.Buildable;

class RedactionTest {

    private static final String SDKS_MARK = "*** Sensitive Data Redacted ***";

    /** Members that we hide on our own account. */
    private static final List<String> OURS = List.of("ExtraConnectionAttributes", "TaskData");

    @TestFactory
    Stream<DynamicTest> whatTheSdkRedactsIsSensitiveAndNothingElse() {
        return ModelClasses.builders()
                .map(builder -> DynamicTest.dynamicTest(
                        builder.getClass().getEnclosingClass().getSimpleName(), () -> {
                            TreeSet<String> redacted = new TreeSet<>();
                            TreeSet<String> ours = new TreeSet<>();
                            for (SdkField<?> field : builder.sdkFields()) {
                                SdkPojo fresh = (SdkPojo) builder.getClass()
                                        .getEnclosingClass()
                                        .getMethod("builder")
                                        .invoke(null);
                                field.set(fresh, ModelClasses.sample(field));
                                String text = ((Buildable) fresh).build().toString();
                                if (text.contains(field.memberName() + "=" + SDKS_MARK)) {
                                    redacted.add(field.memberName());
                                }
                                if (SensitiveMembers.contains(builder.getClass(), field.memberName())
                                        && !OURS.contains(field.memberName())) {
                                    ours.add(field.memberName());
                                }
                            }
                            assertEquals(redacted, ours);
                        }));
    }

    @Test
    void aHiddenRequestShowsThatThereIsAPasswordAndNotWhich() {
        CreateEndpointRequest request = CreateEndpointRequest.builder()
                .endpointIdentifier("orders")
                .password("hunter2")
                .extraConnectionAttributes("password=hunter2")
                .mongoDbSettings(m -> m.password("hunter2").serverName("db"))
                .build();

        String hidden = Redaction.hide(request).toString();

        assertFalse(hidden.contains("hunter2"), hidden);
        assertTrue(hidden.contains("\"Password\":\"***\""), hidden);
        assertTrue(hidden.contains("\"ServerName\":\"db\""), hidden);
    }

    @Test
    void aDescribedDocumentShowsItsAttributesWithoutTheirSecrets() {
        Endpoint endpoint = Endpoint.builder()
                .endpointIdentifier("orders")
                .extraConnectionAttributes("heartbeatEnable=true;Password=a=b;encryptPassword=1;saslPassword=hunter2")
                .build();
        ReplicationTask task = ReplicationTask.builder().taskData("{}").build();

        assertEquals(
                "{\"EndpointIdentifier\":\"orders\",\"ExtraConnectionAttributes\":"
                        + "\"heartbeatEnable=true;Password=***;encryptPassword=1;saslPassword=***\"}",
                Redaction.described(endpoint).toString());
        assertEquals("{\"TaskData\":\"{}\"}", Redaction.described(task).toString());
    }

    @Test
    void sealedTextsOfAJournalAreHiddenAtAnyDepth() throws Exception {
        ObjectMapper mapper = JsonMapper.builder()
                .addModule(new ModelModule(Secrets.ofThisProcess()))
                .build();
        CreateEndpointRequest request = CreateEndpointRequest.builder()
                .mongoDbSettings(m -> m.password("hunter2"))
                .build();
        var journal = mapper.readTree(mapper.writeValueAsString(List.of(request)));

        assertTrue(journal.toString().contains(Secrets.PREFIX));
        assertEquals(
                "[{\"MongoDbSettings\":{\"Password\":\"***\"}}]",
                Redaction.hide(journal).toString());
    }
}
