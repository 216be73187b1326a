package io.dmslocal.api.operation;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.databasemigration.model.SupportedEndpointType;

/**
 * Which engines AWS DMS takes as source and as target (AWS: Sources for data migration, Targets for data migration), with AWS's display names. The
 * first versions are AWS's release notes', partly assumed; engines from before 3.1.1 have none, as on AWS.
 */
final class EndpointTypes {

    private static final List<SupportedEndpointType> ALL = list();

    private EndpointTypes() {}

    static List<SupportedEndpointType> all() {
        return ALL;
    }

    private static List<SupportedEndpointType> list() {
        List<SupportedEndpointType> all = new ArrayList<>();
        both(all, "mysql", "MySQL", null);
        both(all, "mariadb", "MariaDB", null);
        both(all, "aurora", "Amazon Aurora MySQL", null);
        target(all, "aurora-serverless", "Amazon Aurora Serverless MySQL", "3.1.2");
        source(all, true, "gcp-mysql", "Google Cloud for MySQL", "3.4.6");
        both(all, "postgres", "PostgreSQL", null);
        both(all, "aurora-postgresql", "Amazon Aurora PostgreSQL", null);
        target(all, "aurora-postgresql-serverless", "Amazon Aurora Serverless PostgreSQL", "3.1.2");
        target(all, "babelfish", "Babelfish for Aurora PostgreSQL", "3.4.6");
        both(all, "oracle", "Oracle", null);
        both(all, "sqlserver", "Microsoft SQL Server", null);
        source(all, false, "azuredb", "Microsoft Azure SQL Database", null); // AWS: full load only
        source(all, true, "azure-sql-managed-instance", "Microsoft Azure SQL Managed Instance", "3.4.6");
        both(all, "sybase", "SAP Sybase ASE", null);
        both(all, "db2", "IBM Db2 LUW", null);
        source(all, false, "db2-zos", "IBM Db2 for z/OS", "3.5.0"); // AWS: full load only
        source(all, true, "mongodb", "MongoDB", null);
        both(all, "docdb", "Amazon DocumentDB (with MongoDB compatibility)", "3.1.3");
        both(all, "s3", "Amazon S3", null);
        target(all, "dynamodb", "Amazon DynamoDB", null);
        target(all, "kinesis", "Amazon Kinesis", null);
        target(all, "kafka", "Kafka", "3.3.1");
        target(all, "elasticsearch", "Amazon OpenSearch Service", null);
        target(all, "opensearch", "Amazon OpenSearch Service", "3.4.6");
        target(all, "redshift", "Amazon Redshift", null);
        target(all, "redshift-serverless", "Amazon Redshift Serverless", "3.4.7");
        target(all, "neptune", "Amazon Neptune", "3.3.1");
        target(all, "redis", "Redis", "3.4.4");
        target(all, "timestream", "Amazon Timestream", "3.5.0");
        both(all, "dms-transfer", "DMS Transfer", "3.1.3");
        return List.copyOf(all);
    }

    private static void both(List<SupportedEndpointType> all, String name, String displayName, String since) {
        source(all, true, name, displayName, since);
        target(all, name, displayName, since);
    }

    private static void source(
            List<SupportedEndpointType> all, boolean cdc, String name, String displayName, String since) {
        all.add(type("source", cdc, name, displayName, since));
    }

    /** Every target takes changes. */
    private static void target(List<SupportedEndpointType> all, String name, String displayName, String since) {
        all.add(type("target", true, name, displayName, since));
    }

    /** The role in lower case here, unlike an endpoint's: seen on the real service. */
    private static SupportedEndpointType type(String role, boolean cdc, String name, String displayName, String since) {
        return SupportedEndpointType.builder()
                .engineName(name)
                .supportsCDC(cdc)
                .endpointType(role)
                .replicationInstanceEngineMinimumVersion(since)
                .engineDisplayName(displayName)
                .build();
    }
}
