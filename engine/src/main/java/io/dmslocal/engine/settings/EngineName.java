package io.dmslocal.engine.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An engine name that AWS knows, whether or not this version has a connector for it. Source: DescribeEndpointTypes and "Creating source and target
 * endpoints", AWS DMS user guide.
 *
 * @param name as on the wire, lower case
 * @param displayName EngineDisplayName
 * @param isSource whether AWS takes it as a source
 * @param isTarget whether AWS takes it as a target
 * @param settings the request members that hold this engine's settings; the first is the one that answers carry
 * @param port the default port; 0 for services without one
 */
public record EngineName(
        String name, String displayName, boolean isSource, boolean isTarget, List<String> settings, int port) {

    private static final Map<String, EngineName> ALL = new LinkedHashMap<>();

    static {
        add("mysql", "MySQL", "st", 3306, "MySQLSettings");
        add("mariadb", "MariaDB", "st", 3306, "MySQLSettings");
        add("aurora", "Amazon Aurora MySQL", "st", 3306, "MySQLSettings");
        add("aurora-serverless", "Amazon Aurora Serverless MySQL", "t", 3306, "MySQLSettings");
        add("gcp-mysql", "Google Cloud for MySQL", "s", 3306, "GcpMySQLSettings");
        add("postgres", "PostgreSQL", "st", 5432, "PostgreSQLSettings");
        add("aurora-postgresql", "Amazon Aurora PostgreSQL", "st", 5432, "PostgreSQLSettings");
        add("aurora-postgresql-serverless", "Amazon Aurora Serverless PostgreSQL", "t", 5432, "PostgreSQLSettings");
        add(
                "babelfish",
                "Babelfish for Aurora PostgreSQL",
                "t",
                1433,
                "PostgreSQLSettings",
                "MicrosoftSQLServerSettings");
        add("oracle", "Oracle", "st", 1521, "OracleSettings");
        add("sqlserver", "Microsoft SQL Server", "st", 1433, "MicrosoftSQLServerSettings");
        add("azuredb", "Microsoft Azure SQL Database", "s", 1433, "MicrosoftSQLServerSettings");
        add(
                "azure-sql-managed-instance",
                "Microsoft Azure SQL Managed Instance",
                "s",
                1433,
                "MicrosoftSQLServerSettings");
        add("sybase", "SAP Sybase ASE", "st", 5000, "SybaseSettings");
        add("db2", "IBM Db2 LUW", "st", 50000, "IBMDb2Settings");
        add("db2-zos", "IBM Db2 for z/OS", "s", 50000, "IBMDb2Settings");
        add("mongodb", "MongoDB", "s", 27017, "MongoDbSettings");
        add("docdb", "Amazon DocumentDB (with MongoDB compatibility)", "st", 27017, "DocDbSettings");
        add("s3", "Amazon S3", "st", 0, "S3Settings");
        add("dynamodb", "Amazon DynamoDB", "t", 0, "DynamoDbSettings");
        add("kinesis", "Amazon Kinesis", "t", 0, "KinesisSettings");
        add("kafka", "Kafka", "t", 0, "KafkaSettings");
        add("elasticsearch", "Amazon OpenSearch Service", "t", 0, "ElasticsearchSettings");
        add("opensearch", "Amazon OpenSearch Service", "t", 0, "ElasticsearchSettings");
        add("redshift", "Amazon Redshift", "t", 5439, "RedshiftSettings");
        add("redshift-serverless", "Amazon Redshift Serverless", "t", 5439, "RedshiftSettings");
        add("neptune", "Amazon Neptune", "t", 0, "NeptuneSettings");
        add("redis", "Redis", "t", 6379, "RedisSettings");
        add("timestream", "Amazon Timestream", "t", 0, "TimestreamSettings");
        add("dms-transfer", "DMS Transfer", "st", 0, "DmsTransferSettings");
    }

    private static void add(String name, String displayName, String roles, int port, String... settings) {
        ALL.put(
                name,
                new EngineName(name, displayName, roles.contains("s"), roles.contains("t"), List.of(settings), port));
    }

    public static List<EngineName> all() {
        return List.copyOf(ALL.values());
    }

    public static Optional<EngineName> of(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** Whether a password is kept for it: those have a KMS key. */
    public boolean isDatabase() {
        return port != 0;
    }

    /** Whether nobody gets in without a name: document databases and caches can be open to all. */
    public boolean needsUser() {
        return isDatabase() && !Set.of("mongodb", "docdb", "redis").contains(name);
    }

    public boolean isMySqlFamily() {
        return settings.contains("MySQLSettings") || settings.contains("GcpMySQLSettings");
    }

    public boolean isPostgresFamily() {
        return settings.get(0).equals("PostgreSQLSettings") && port == 5432;
    }
}
