package io.dmslocal.engine.assessment;

import io.dmslocal.engine.connector.mysql.DatabaseServer;
import io.dmslocal.engine.connector.mysql.MariaDbServer;
import org.junit.jupiter.api.Test;

class MariaDbAssessmentsTest extends MySqlFamilyAssessments {

    @Override
    DatabaseServer server() {
        return MariaDbServer.shared();
    }

    @Override
    String host() {
        return "localhost";
    }

    @Test
    void aCompressedLogIsFound() {
        asked.says("well", "mariadb-check-binlog-compression", "passed");
        set("log_bin_compress", "ON");
        try {
            asked.says("well", "mariadb-check-binlog-compression", "failed");
        } finally {
            set("log_bin_compress", "OFF");
        }
    }

    @Test
    void timeoutsOfTheSourceAreAskedAbout() {
        set("net_read_timeout", "300");
        set("net_write_timeout", "300");
        asked.says("well", "mariadb-check-source-network-parameter", "passed");
        set("net_read_timeout", "30");
        asked.says("well", "mariadb-check-source-network-parameter", "warning");
    }

    @Test
    void invisibleColumnsAreFound() {
        server().execute("CREATE OR REPLACE TABLE ill.hidden (id INT PRIMARY KEY, secret INT INVISIBLE)");
        asked.differs("mariadb-check-invisible-columns", "warning");
    }
}
