package io.dmslocal.engine.assessment;

import io.dmslocal.engine.connector.mysql.DatabaseServer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What MySQL and MariaDB answer alike; a server each. */
abstract class MySqlFamilyAssessments {

    private static final String DO_NOTHING = "\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}";

    /** Schemas exist once per server and class. */
    private static String made = "";

    AssessedDatabase asked;

    abstract DatabaseServer server();

    /** From where users come: anonymous ones of the server would stand before those from anywhere. */
    abstract String host();

    String key(String name) {
        return server().engineName() + "-" + name;
    }

    @BeforeEach
    void tables() {
        asked = new AssessedDatabase(server().endpoint());
        if (made.equals(server().engineName())) {
            return;
        }
        server().execute(
                        "DROP DATABASE IF EXISTS well",
                        "DROP DATABASE IF EXISTS ill",
                        "CREATE DATABASE well CHARACTER SET utf8mb4",
                        "CREATE DATABASE ill CHARACTER SET utf8mb4",
                        "CREATE TABLE well.orders (id INT PRIMARY KEY, name VARCHAR(100), code CHAR(8), amount DECIMAL(12,2))",
                        "CREATE TABLE ill.keyless (id INT, doc LONGTEXT)",
                        "CREATE TABLE ill.old (id INT PRIMARY KEY) ENGINE=MyISAM",
                        "CREATE TABLE ill.counted (id INT AUTO_INCREMENT PRIMARY KEY, twice INT AS (7 * 2) STORED)",
                        "CREATE TABLE ill.parted (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2",
                        "CREATE TABLE ill.accounts (id INT PRIMARY KEY, email VARCHAR(40) UNIQUE, doc LONGBLOB NOT NULL,"
                                + " code VARCHAR(8), born DATE)",
                        "CREATE TABLE ill.children (id INT PRIMARY KEY, parent INT, CONSTRAINT descends FOREIGN KEY (parent)"
                                + " REFERENCES ill.accounts (id) ON DELETE CASCADE)",
                        "INSERT INTO ill.accounts VALUES (1, 'a', REPEAT('x', 3000), 'c', '2000-01-01')",
                        "DROP USER IF EXISTS 'poor'@'" + host() + "'",
                        "CREATE USER 'poor'@'" + host() + "' IDENTIFIED BY 'poor-secret'");
        made = server().engineName();
    }

    @ParameterizedTest
    @CsvSource({
        "table-with-lob-but-without-primary-key-or-unique-constraint, failed",
        "table-with-no-primary-key-or-unique-constraint, warning",
        "target-table-has-unique-key-or-primary-key-for-cdc, warning",
        "all-check-secondary-constraints, warning"
    })
    void tablesAreAskedAboutInGeneral(String key, String ill) {
        asked.differs(key, ill);
    }

    @ParameterizedTest
    @CsvSource({
        "check-table-storage-engine, warning",
        "check-auto-increment, warning",
        "check-generated-columns, warning",
        "check-table-partition, warning",
        "check-skip-table-suspension-partition-ddl, warning",
        "check-cascade-constraints, warning",
        "check-fk-target, warning",
        "check-secondary-indexes, warning"
    })
    void tablesAreAskedAbout(String name, String ill) {
        asked.differs(key(name), ill);
    }

    @ParameterizedTest
    @CsvSource({
        "check-binlog-format, binlog_format, STATEMENT, failed",
        "check-binlog-image, binlog_row_image, MINIMAL, failed",
        "check-expire-logs-days, binlog_expire_logs_seconds, 0, warning",
        "check-binlog-retention-time, binlog_expire_logs_seconds, 3600, warning",
        "check-target-localinfile-set, local_infile, OFF, failed",
        "check-target-network-parameter, net_write_timeout, 60, warning"
    })
    void variablesAreAskedAbout(String name, String variable, String value, String otherwise) {
        Map<String, String> good =
                Map.of("net_read_timeout", "300", "net_write_timeout", "300", "binlog_expire_logs_seconds", "172800");
        good.forEach(this::set);
        asked.says("well", key(name), "passed");
        String before = server().rows("SELECT @@GLOBAL." + variable).get(0)[0];
        set(variable, value);
        try {
            asked.says("well", key(name), otherwise);
        } finally {
            set(variable, before.equals("1") && variable.equals("local_infile") ? "ON" : before);
        }
    }

    void set(String variable, String value) {
        server().execute("SET GLOBAL " + variable + "=" + value);
    }

    @Test
    void statementsMayTakeAnyTime() {
        String variable = server().engineName().equals("mysql") ? "max_execution_time" : "max_statement_time";
        asked.says("well", key("check-max-statement-time"), "passed");
        set(variable, "100");
        try {
            asked.says("well", key("check-max-statement-time"), "failed");
        } finally {
            set(variable, "0");
        }
    }

    @ParameterizedTest
    @CsvSource({"check-supported-version", "check-server-id", "check-replication-privileges", "check-binlog-compression"
    })
    void someArePassedByThisServer(String name) {
        asked.says("well", key(name), "passed");
    }

    @ParameterizedTest
    @CsvSource({
        "check-batch-apply-target-pk-ui-absence, warning",
        "check-batch-apply-target-pk-ui-simultaneously, warning",
        "batch-apply-lob-mode, warning"
    })
    void batchApplyIsAskedAboutWhereItIsOn(String name, String ill) {
        asked.says("ill", key(name), "passed");
        asked.settings("{\"TargetMetadata\":{\"BatchApplyEnabled\":true,\"FullLobMode\":true}," + DO_NOTHING + "}")
                .differs(key(name), ill);
    }

    @Test
    void rightsAreAskedAbout() {
        AssessedDatabase poor = asked.target(AssessedDatabase.as(server().endpoint(), "poor", "poor-secret"));
        asked.says("ill", key("check-select-privileges"), "passed");
        asked.says("ill", key("check-target-privileges"), "passed");
        poor.says("well", key("check-target-privileges"), "failed");
        server().execute("GRANT ALL ON `we__`.* TO 'poor'@'" + host() + "'");
        poor.says("well", key("check-target-privileges"), "passed");
        AssessedDatabase reader = asked.source(AssessedDatabase.as(server().endpoint(), "poor", "poor-secret"));
        reader.says("well", key("check-replication-privileges"), "failed");
        server().execute("REVOKE ALL ON `we__`.* FROM 'poor'@'" + host() + "'");
    }

    @Test
    void aReplicaIsFound() {
        asked.says("well", key("check-database-role"), "passed");
        server().execute("CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_USER='nobody'");
        try {
            boolean logs =
                    server().rows("SELECT @@GLOBAL.log_slave_updates").get(0)[0].equals("1");
            asked.says("well", key("check-database-role"), logs ? "passed" : "failed");
        } finally {
            server().execute("RESET SLAVE ALL");
        }
    }

    @Test
    void readOnlyServersAreNoTargets() {
        asked.says("well", "all-check-target-read-replica", "passed");
        set("read_only", "ON");
        try {
            asked.says("well", "all-check-target-read-replica", "failed");
        } finally {
            set("read_only", "OFF");
        }
    }

    @Test
    void foreignKeysThatAreNotCheckedAreNoProblem() {
        asked.target(AssessedDatabase.with(server().endpoint(), "initstmt", "SET FOREIGN_KEY_CHECKS=0"))
                .says("ill", key("check-fk-target"), "passed");
    }

    @ParameterizedTest
    @CsvSource({
        "datamasking-digits-randomize, data-masking-digits-randomize, amount, born",
        "datamasking-digits-mask, data-masking-digits-mask, code, born",
        "datamasking-hash-mask, data-masking-hash-mask, name, code"
    })
    void masksMustSuitTheirColumns(String name, String action, String fits, String doesNot) {
        asked.masking(action, fits).says("well", key(name), "passed");
        asked.masking(action, doesNot).says("ill", key(name), "failed");
    }

    @Test
    void validationNeedsKeys() {
        asked.settings("{\"ValidationSettings\":{\"EnableValidation\":true}," + DO_NOTHING + "}")
                .differs(key("check-pk-validity"), "warning");
    }
}
