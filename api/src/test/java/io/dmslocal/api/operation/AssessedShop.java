package io.dmslocal.api.operation;

import static io.dmslocal.api.operation.Calls.filter;
import static io.dmslocal.engine.Eventually.eventually;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import io.dmslocal.engine.assessment.S3Server;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/**
 * Two real databases that can be assessed, with reports in a real S3, and AWS's SDK in front of it.
 *
 * @param database the source: a table with a key, and one without
 * @param instance ARN of a replication instance
 * @param from ARN of the source's endpoint
 * @param to ARN of the target's endpoint
 */
record AssessedShop(
        S3Server s3,
        RunningEngine engine,
        ServedApi api,
        DatabaseMigrationClient dms,
        ContractDatabase database,
        String instance,
        String from,
        String to)
        implements AutoCloseable {

    static final String BUCKET = "reports";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** @param name of the source's database */
    static AssessedShop open(String account, String name) throws SQLException {
        S3Server s3 = S3Server.start();
        s3.createBucket(BUCKET);
        ContractDatabase database = PostgresServer.shared().database(name);
        database.createSchema("shop");
        database.run(
                "create table shop.orders (id int primary key, name varchar(100))", "create table shop.notes (id int)");
        RunningEngine engine = new RunningEngine("dms-local.engine.s3-endpoint = \"" + s3.uri() + "\"");
        ServedApi api = ServedApi.of(AllOperations.of(engine.engine()));
        DatabaseMigrationClient dms = api.client(account, "us-east-1");
        String instance = Instances.create(dms, "machine", r -> {}).replicationInstanceArn();
        String from = endpoint(dms, "from", "source", database, PostgresServer.PASSWORD);
        String to =
                endpoint(dms, "to", "target", PostgresServer.shared().database(name + "_too"), PostgresServer.PASSWORD);
        Instances.available(dms, "machine");
        return new AssessedShop(s3, engine, api, dms, database, instance, from, to);
    }

    /** A source that refuses the login. */
    String lost() {
        return endpoint(dms, "lost", "source", database, "wrong");
    }

    private static String endpoint(
            DatabaseMigrationClient dms, String name, String type, ContractDatabase database, String password) {
        return dms.createEndpoint(e -> e.endpointIdentifier(name)
                        .endpointType(type)
                        .engineName("postgres")
                        .serverName("127.0.0.1")
                        .port(database.endpoint().port())
                        .username(database.endpoint().username())
                        .password(password)
                        .databaseName(database.endpoint().databaseName()))
                .endpoint()
                .endpointArn();
    }

    /** One that is ready, of all tables. */
    String task(String source, String type) {
        String arn = dms.createReplicationTask(t -> t.replicationTaskIdentifier("task-" + NUMBER.incrementAndGet())
                        .replicationInstanceArn(instance)
                        .sourceEndpointArn(source)
                        .targetEndpointArn(to)
                        .migrationType(type)
                        .tableMappings(MemoryShop.MAPPINGS))
                .replicationTask()
                .replicationTaskArn();
        awaitTask(arn, "ready");
        return arn;
    }

    void awaitTask(String arn, String status) {
        eventually("the task is " + status, () -> status(arn).equals(status));
    }

    String status(String task) {
        return dms.describeReplicationTasks(r -> r.filters(filter("replication-task-arn", task)))
                .replicationTasks()
                .get(0)
                .status();
    }

    @Override
    public void close() {
        dms.close();
        api.close();
        engine.close();
        s3.close();
    }
}
