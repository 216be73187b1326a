package io.dmslocal.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    private static final String[] NO_ARGUMENTS = {};

    @Test
    void gatewayListenNamesHostAndPort() {
        assertEquals(
                Map.of("DMS_LOCAL_HOST", "0.0.0.0", "DMS_LOCAL_PORT", "4570"),
                Environment.of(NO_ARGUMENTS, Map.of("GATEWAY_LISTEN", "0.0.0.0:4570,0.0.0.0:443")));
        assertEquals(Map.of("DMS_LOCAL_PORT", "4570"), Environment.of(NO_ARGUMENTS, Map.of("GATEWAY_LISTEN", ":4570")));
        assertEquals(
                Map.of("DMS_LOCAL_HOST", "0.0.0.0"), Environment.of(NO_ARGUMENTS, Map.of("GATEWAY_LISTEN", "0.0.0.0")));
    }

    @Test
    void ourOwnNameWinsOverAnothersAndAnArgumentOverBoth() {
        Map<String, String> process = Map.of("GATEWAY_LISTEN", "0.0.0.0:4570", "DMS_LOCAL_PORT", "4571", "HOME", "/");

        assertEquals("4571", Environment.of(NO_ARGUMENTS, process).get("DMS_LOCAL_PORT"));
        assertEquals(
                "4572", Environment.of(new String[] {"--port", "4572"}, process).get("DMS_LOCAL_PORT"));
    }

    @Test
    void persistenceAndDebugAreUnderstood() {
        assertEquals(
                Map.of("DMS_LOCAL_KEEP_DATA", "false", "DMS_LOCAL_LOG_LEVEL", "DEBUG"),
                Environment.of(NO_ARGUMENTS, Map.of("PERSISTENCE", "0", "DEBUG", "1")));
        assertEquals(Map.of(), Environment.of(NO_ARGUMENTS, Map.of("PERSISTENCE", "1", "DEBUG", "0")));
    }

    @Test
    void kinesisIsFoundAsAwssClientsFindIt() {
        Map<String, String> all = Map.of("AWS_ENDPOINT_URL", "http://localhost:1");
        Map<String, String> itsOwn =
                Map.of("AWS_ENDPOINT_URL", "http://localhost:1", "AWS_ENDPOINT_URL_KINESIS", "http://localhost:2");

        assertEquals("http://localhost:1", Environment.of(NO_ARGUMENTS, all).get("DMS_LOCAL_KINESIS_ENDPOINT"));
        assertEquals("http://localhost:2", Environment.of(NO_ARGUMENTS, itsOwn).get("DMS_LOCAL_KINESIS_ENDPOINT"));
    }

    @Test
    void waitingTimesOfServerlessReplicationsAreSeconds() {
        Map<String, String> process =
                Map.of("DMS_SERVERLESS_STATUS_CHANGE_WAITING_TIME", "2", "DMS_SERVERLESS_DEPROVISIONING_DELAY", "0.5");

        assertEquals(
                Map.of("DMS_LOCAL_SERVERLESS_STATUS_CHANGE", "2s", "DMS_LOCAL_SERVERLESS_DEPROVISIONING_DELAY", "0.5s"),
                Environment.of(NO_ARGUMENTS, process));
        assertEquals(
                "DMS_SERVERLESS_DEPROVISIONING_DELAY is 'soon'; it must be a number of seconds",
                assertThrows(
                                StartFailure.class,
                                () -> Environment.of(
                                        NO_ARGUMENTS, Map.of("DMS_SERVERLESS_DEPROVISIONING_DELAY", "soon")))
                        .getMessage());
    }

    @Test
    void s3IsFoundLikewiseUnlessItIsTheEmulatorItself() {
        assertEquals(
                "http://localhost:2",
                Environment.of(
                                NO_ARGUMENTS,
                                Map.of(
                                        "AWS_ENDPOINT_URL", "http://localhost:1",
                                        "AWS_ENDPOINT_URL_S3", "http://localhost:2"))
                        .get("DMS_LOCAL_S3_ENDPOINT"));
        assertFalse(Environment.of(NO_ARGUMENTS, Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:4566/"))
                .containsKey("DMS_LOCAL_S3_ENDPOINT"));
        assertTrue(Environment.of(new String[] {"--port", "7000"}, Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"))
                .containsKey("DMS_LOCAL_S3_ENDPOINT"));
    }

    @Test
    void secretsAreFoundLikewise() {
        Map<String, String> found = Environment.of(
                NO_ARGUMENTS,
                Map.of(
                        "AWS_ENDPOINT_URL", "http://localhost:1",
                        "AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://localhost:2"));

        assertEquals("http://localhost:2", found.get("DMS_LOCAL_SECRETS_MANAGER_ENDPOINT"));
    }

    @Test
    void topicsAndBusesAreFoundLikewise() {
        Map<String, String> found = Environment.of(
                NO_ARGUMENTS,
                Map.of(
                        "AWS_ENDPOINT_URL", "http://localhost:1",
                        "AWS_ENDPOINT_URL_EVENTS", "http://localhost:2"));

        assertEquals("http://localhost:1", found.get("DMS_LOCAL_SNS_ENDPOINT"));
        assertEquals("http://localhost:2", found.get("DMS_LOCAL_EVENTS_ENDPOINT"));
    }

    @Test
    void blankVariablesCountAsAbsent() {
        assertEquals(
                Map.of(),
                Environment.of(NO_ARGUMENTS, Map.of("DMS_LOCAL_PORT", " ", "PERSISTENCE", "", "GATEWAY_LISTEN", "")));
    }

    @Test
    void anUnknownOptionIsNamedWithThoseThatThereAre() {
        StartFailure failure =
                assertThrows(StartFailure.class, () -> Environment.of(new String[] {"--prot", "1"}, Map.of()));

        assertTrue(failure.getMessage().startsWith("There is no option --prot; there are --config, --data"));
        assertEquals(
                "--port needs a value",
                assertThrows(StartFailure.class, () -> Environment.of(new String[] {"--port"}, Map.of()))
                        .getMessage());
    }
}
