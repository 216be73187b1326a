package io.dmslocal.api.operation;

import io.dmslocal.engine.settings.EngineName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.databasemigration.model.SupportedEndpointType;

/** Every engine that AWS DMS takes, once per role. What the API's answer has beyond {@link EngineName} stands here. */
final class EndpointTypes {

    /** AWS: "Sources for data migration" names these as full load only. Every target takes changes. */
    private static final Set<String> WITHOUT_CDC = Set.of("azuredb", "db2-zos");

    /** By the release notes, partly assumed; engines from before 3.1.1 have none. */
    private static final Map<String, String> SINCE = Map.ofEntries(
            Map.entry("aurora-serverless", "3.1.2"),
            Map.entry("aurora-postgresql-serverless", "3.1.2"),
            Map.entry("gcp-mysql", "3.4.6"),
            Map.entry("babelfish", "3.4.6"),
            Map.entry("azure-sql-managed-instance", "3.4.6"),
            Map.entry("db2-zos", "3.5.0"),
            Map.entry("docdb", "3.1.3"),
            Map.entry("kafka", "3.3.1"),
            Map.entry("opensearch", "3.4.6"),
            Map.entry("redshift-serverless", "3.4.7"),
            Map.entry("neptune", "3.3.1"),
            Map.entry("redis", "3.4.4"),
            Map.entry("timestream", "3.5.0"),
            Map.entry("dms-transfer", "3.1.3"));

    private static final List<SupportedEndpointType> ALL = list();

    private EndpointTypes() {}

    static List<SupportedEndpointType> all() {
        return ALL;
    }

    private static List<SupportedEndpointType> list() {
        List<SupportedEndpointType> all = new ArrayList<>();
        for (EngineName engine : EngineName.all()) {
            if (engine.isSource()) {
                all.add(type(engine, "source", !WITHOUT_CDC.contains(engine.name())));
            }
            if (engine.isTarget()) {
                all.add(type(engine, "target", true));
            }
        }
        return List.copyOf(all);
    }

    /** The role in lower case here, unlike an endpoint's: seen on the real service. */
    private static SupportedEndpointType type(EngineName engine, String role, boolean cdc) {
        return SupportedEndpointType.builder()
                .engineName(engine.name())
                .supportsCDC(cdc)
                .endpointType(role)
                .replicationInstanceEngineMinimumVersion(SINCE.get(engine.name()))
                .engineDisplayName(engine.displayName())
                .build();
    }
}
