package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that AWS's service has and the SDK's classes of this build have not come back as callers gave them. */
class MembersBesideTheSdkTest {

    private static final String PROVIDER = "{\"DataProviderName\":\"ledger\",\"Engine\":\"db2\",\"Settings\":"
            + "{\"IbmDb2LuwSettings\":{\"ServerName\":\"db\",\"EncryptionAlgorithm\":1,\"SecurityMechanism\":9}}}";

    private static final String NEITHER = "{\"DataProviderName\":\"ledger\",\"Engine\":\"db2\",\"Settings\":"
            + "{\"IbmDb2LuwSettings\":{\"ServerName\":\"db\"}}}";

    @TempDir
    private Path directory;

    @Test
    void comeBackFromEveryCallAndAfterARestart() {
        try (RunningEngine engine = RunningEngine.in(directory, "");
                ServedApi api = ServedApi.of(AllOperations.of(engine.engine()))) {
            assertSettings(1, 9, api.call("CreateDataProvider", PROVIDER).body().path("DataProvider"));
            assertSettings(1, 9, described(api));
        }
        try (RunningEngine engine = RunningEngine.in(directory, "");
                ServedApi api = ServedApi.of(AllOperations.of(engine.engine()))) {
            assertSettings(1, 9, described(api));
            assertSettings(
                    1, 8, modified(api, "\"IbmDb2LuwSettings\":{\"SecurityMechanism\":8,\"Port\":50001}", false));
            assertSettings(1, 8, modified(api, "\"IbmDb2LuwSettings\":{\"DatabaseName\":\"shop\"}", false));
            assertSettings(2, 11, modified(api, "\"IbmDb2LuwSettings\":{\"SecurityMechanism\":11}", true));
            assertSettings(2, 11, described(api));
            assertSettings(
                    2,
                    11,
                    api.call("DeleteDataProvider", "{\"DataProviderIdentifier\":\"ledger\"}")
                            .body()
                            .path("DataProvider"));
        }
    }

    @Test
    void haveDefaultsOfTheirOwn() {
        try (RunningEngine engine = new RunningEngine();
                ServedApi api = ServedApi.of(AllOperations.of(engine.engine()))) {
            assertSettings(2, 3, api.call("CreateDataProvider", NEITHER).body().path("DataProvider"));
            assertSettings(2, 3, described(api));
        }
    }

    private static JsonNode described(ServedApi api) {
        return api.call("DescribeDataProviders", "{}").body().at("/DataProviders/0");
    }

    private static JsonNode modified(ServedApi api, String settings, boolean exact) {
        String request = "{\"DataProviderIdentifier\":\"ledger\",\"ExactSettings\":" + exact + ",\"Settings\":{"
                + settings + "}}";
        return api.call("ModifyDataProvider", request).body().path("DataProvider");
    }

    private static void assertSettings(int algorithm, int mechanism, JsonNode provider) {
        JsonNode settings = provider.at("/Settings/IbmDb2LuwSettings");
        assertEquals(algorithm, settings.path("EncryptionAlgorithm").asInt(), provider.toString());
        assertEquals(mechanism, settings.path("SecurityMechanism").asInt(), provider.toString());
    }
}
