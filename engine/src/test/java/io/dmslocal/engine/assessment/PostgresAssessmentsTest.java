package io.dmslocal.engine.assessment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresAssessmentsTest {

    private static final String DO_NOTHING = "\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}";

    private static ContractDatabase database;
    private static PostgresServer sickServer;
    private static AssessedDatabase asked;
    private static AssessedDatabase sick;

    @BeforeAll
    static void tables() throws SQLException {
        database = PostgresServer.shared().database("assessed");
        sickServer = PostgresServer.start(Map.of(
                "wal_level", "minimal",
                "max_wal_senders", "0",
                "max_replication_slots", "0",
                "wal_sender_timeout", "5s",
                "logical_decoding_work_mem", "1MB",
                "max_slot_wal_keep_size", "100MB"));
        ContractDatabase other = sickServer.database("assessed");
        for (ContractDatabase each : List.of(database, other)) {
            each.createSchema("well");
            each.createSchema("ill");
            each.run(
                    "create table well.orders (id int primary key, name varchar(100), code char(8), amount numeric(12,2))",
                    "create table ill.keyless (id int, doc text, tags text[])",
                    "create table ill.texts (name text primary key)",
                    "create table ill.pairs (a int, b int, primary key (a, b))",
                    "create table ill.\"Twin\" (id int primary key)",
                    "create table ill.twin (id int primary key)",
                    "create domain ill.geometry as varchar(20)",
                    "create table ill.places (id int primary key, shape ill.geometry)",
                    "create table ill.accounts (id int primary key, email varchar(40) unique, doc bytea not null,"
                            + " code varchar(8), born date)",
                    "insert into ill.accounts values (1, 'a', decode(repeat('ab', 3000), 'hex'))");
        }
        database.run(
                "drop role if exists poor",
                "create role poor login password 'poor-secret'",
                "grant usage on schema well to poor");
        asked = new AssessedDatabase(database.endpoint());
        sick = new AssessedDatabase(other.endpoint());
    }

    @AfterAll
    static void stop() {
        sickServer.close();
    }

    @ParameterizedTest
    @CsvSource({
        "table-with-lob-but-without-primary-key-or-unique-constraint, failed",
        "table-with-no-primary-key-or-unique-constraint, warning",
        "target-table-has-unique-key-or-primary-key-for-cdc, warning",
        "all-check-secondary-constraints, warning",
        "unsupported-source-pk-type-for-elasticsearch-target, failed",
        "postgres-check-postgis-data-type, warning",
        "postgres-check-similar-table-name, warning",
        "postgres-check-table-with-array, failed",
        "postgres-check-target-secondary-indexes, warning",
        "postgres-check-pk, warning",
        "postgres-check-pk-lob, failed"
    })
    void tablesAreAskedAbout(String key, String ill) {
        asked.differs(key, ill);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres-check-wallevel, failed",
        "postgres-check-maxwalsenders, failed",
        "postgres-check-replication-slots-count, failed",
        "postgres-check-walsenderstimeout, failed",
        "postgres-check-for-logical-decoding-work-mem, warning",
        "postgres-check-maxslot-wal-keep-size, warning"
    })
    void parametersAreAskedAbout(String key, String otherwise) {
        asked.says("well", key, "passed");
        sick.says("well", key, otherwise);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres-check-dbversion, passed",
        "postgres-check-longrunningtxn, passed",
        "postgres-check-pglogical, warning",
        "all-check-target-read-replica, passed"
    })
    void someAreAnsweredInOneWayByThisServer(String key, String status) {
        asked.says("well", key, status);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres-check-batch-apply-target-pk-ui-absence, warning",
        "postgres-check-batch-apply-target-pk-ui-simultaneously, warning",
        "postgres-batch-apply-lob-mode, warning"
    })
    void batchApplyIsAskedAboutWhereItIsOn(String key, String ill) {
        asked.says("ill", key, "passed");
        asked.settings("{\"TargetMetadata\":{\"BatchApplyEnabled\":true,\"FullLobMode\":true}," + DO_NOTHING + "}")
                .differs(key, ill);
    }

    @Test
    void lobsThatTakeNoNullAreAProblemOfFullLobMode() {
        asked.says("ill", "full-lob-not-nullable-at-target", "passed");
        asked.settings("{\"TargetMetadata\":{\"FullLobMode\":true}," + DO_NOTHING + "}")
                .differs("full-lob-not-nullable-at-target", "warning");
    }

    @Test
    void whatIsDroppedBeforeTheLoadIsNoProblem() {
        asked.settings("{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DROP_AND_CREATE\"}}")
                .says("ill", "postgres-check-target-secondary-indexes", "passed");
    }

    @Test
    void longLobsAreMeasuredInLimitedLobMode() {
        AssessedDatabase limited =
                asked.settings("{\"TargetMetadata\":{\"LimitedSizeLobMode\":true,\"LobMaxSize\":1}}");

        limited.differs("postgres-check-limited-lob-size", "warning");
        Result result = limited.ask("ill", "postgres-check-limited-lob-size");
        assertEquals("doc", result.places().get(0).column());
        assertTrue(result.places().get(0).details().contains("3000 bytes"), result::toString);
    }

    @Test
    void validationNeedsKeysAndLeavesMaskedColumnsOut() {
        asked.says("ill", "postgres-check-pk-validity", "passed");
        AssessedDatabase validated =
                asked.settings("{\"ValidationSettings\":{\"EnableValidation\":true}," + DO_NOTHING + "}");
        validated.differs("postgres-check-pk-validity", "warning");

        for (Map.Entry<String, String> each : Map.of(
                        "all-to-all-validation-with-datamasking-digits-randomize", "data-masking-digits-randomize",
                        "all-to-all-validation-with-datamasking-hash-mask", "data-masking-hash-mask",
                        "all-to-all-validation-with-digit-mask", "data-masking-digits-mask")
                .entrySet()) {
            validated.says("ill", each.getKey(), "passed");
            validated.masking(each.getValue(), "code").says("ill", each.getKey(), "warning");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "postgres-datamasking-digits-randomize, data-masking-digits-randomize, amount, born",
        "postgres-datamasking-digits-mask, data-masking-digits-mask, code, born",
        "postgres-datamasking-hash-mask, data-masking-hash-mask, name, code"
    })
    void masksMustSuitTheirColumns(String key, String action, String fits, String doesNot) {
        asked.masking(action, fits).says("well", key, "passed");
        asked.masking(action, doesNot).says("ill", key, "failed");
    }

    @Test
    void typesThatCannotBeMigratedAreFound() {
        asked.says("ill", "unsupported-data-types-in-source", "passed");
        Result result = asked.renaming("born", "code").ask("ill", "unsupported-data-types-in-source");
        assertEquals("failed", result.status(), result::toString);
        assertEquals("accounts", result.places().get(0).table());
    }

    @Test
    void selectionRulesMustNameSomething() {
        asked.differs("all-check-source-selection-rules", "passed");
        asked.says("nowhere", "all-check-source-selection-rules", "failed");
    }

    @Test
    void rightsAreAskedAbout() {
        EndpointSettings poor = AssessedDatabase.as(database.endpoint(), "poor", "poor-secret");
        asked.says("ill", "postgres-check-select-object-privileges", "passed");
        asked.says("ill", "postgres-check-target-privileges", "passed");
        asked.source(poor).says("well", "postgres-check-select-object-privileges", "failed");
        asked.target(poor).says("ill", "postgres-check-target-privileges", "failed");
    }

    @Test
    void aPreparedTransactionIsFound() throws SQLException {
        asked.says("well", "postgres-check-preparedtxn", "passed");
        database.run("begin", "insert into well.orders values (7)", "prepare transaction 'left behind'");
        try {
            asked.says("well", "postgres-check-preparedtxn", "warning");
        } finally {
            database.run("rollback prepared 'left behind'");
        }
    }

    @Test
    void theEventTriggerMustFireAlways() throws SQLException {
        asked.says("well", "postgres-check-ddl-event-trigger", "passed");
        database.run(
                "create function public.intercept() returns event_trigger language plpgsql as 'begin end'",
                "create event trigger awsdms_intercept_ddl on ddl_command_end execute function public.intercept()");
        asked.says("well", "postgres-check-ddl-event-trigger", "warning");
        database.run("alter event trigger awsdms_intercept_ddl enable always");
        asked.says("well", "postgres-check-ddl-event-trigger", "passed");
        database.run("drop event trigger awsdms_intercept_ddl");
    }

    @Test
    void triggersOfTheTargetRestWithReplicationRoleReplica() {
        asked.says("well", "postgres-check-session-replication-role", "warning");
        asked.target(AssessedDatabase.with(
                        database.endpoint(), "afterconnectscript", "SET session_replication_role = 'replica'"))
                .says("well", "postgres-check-session-replication-role", "passed");
    }

    @Test
    void whatNobodyCanExamineIsSkippedWithTheReason() {
        Result result = asked.ask("well", "oracle-check-rac");

        assertEquals("skipped", result.status());
        assertTrue(result.sentence().contains("oracle-check-rac"), result.sentence());
    }

    @Test
    void aTargetThatCannotBeReachedIsAnErrorOfTheQuestionsAboutIt() {
        EndpointSettings closed = AssessedDatabase.as(database.endpoint(), "poor", "wrong");

        asked.target(closed).says("well", "postgres-check-target-privileges", "error");
        asked.target(closed).says("well", "postgres-check-dbversion", "passed");
    }
}
