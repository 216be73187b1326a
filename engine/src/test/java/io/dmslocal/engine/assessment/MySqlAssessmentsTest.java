package io.dmslocal.engine.assessment;

import io.dmslocal.engine.connector.mysql.DatabaseServer;
import io.dmslocal.engine.connector.mysql.MySqlServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MySqlAssessmentsTest extends MySqlFamilyAssessments {

    @Override
    DatabaseServer server() {
        return MySqlServer.shared();
    }

    @Override
    String host() {
        return "%";
    }

    @Test
    void aServerWithoutANumberHasNoReaders() {
        set("server_id", "0");
        try {
            asked.says("well", "mysql-check-server-id", "failed");
        } finally {
            set("server_id", "11");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"check-aurora-read-only", "check-10k-tables", "check-binlog-enabled", "check-invisible-columns"})
    void someAreAnsweredInOneWayByThisServer(String name) {
        asked.says("well", key(name), "passed");
    }

    @Test
    void aSourceThatIsAReplicaIsFound() {
        asked.says("well", "mysql-check-source-replica", "passed");
        server().execute("CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_USER='nobody'");
        try {
            asked.says("well", "mysql-check-source-replica", "warning");
        } finally {
            server().execute("RESET SLAVE ALL");
        }
    }

    @Test
    void moreTablesThanAreLoadedAtOnceAreAWarning() {
        asked.settings("{\"FullLoadSettings\":{\"MaxFullLoadSubTasks\":2}}")
                .differs("mysql-tblnum-for-max-fullload-subtasks", "warning");
    }

    @Test
    void lobsMustFitIntoAPacket() {
        asked.says("ill", "mysql-check-max-allowed-packet-lob", "passed");
        String before = server().rows("SELECT @@GLOBAL.max_allowed_packet").get(0)[0];
        set("max_allowed_packet", "2048");
        try {
            asked.says("ill", "mysql-check-max-allowed-packet-lob", "warning");
        } finally {
            set("max_allowed_packet", before);
        }
    }
}
