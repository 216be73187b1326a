package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source whose server tells names apart by more than case (lower_case_table_names): rules name its tables in any case. */
@Timeout(120)
class NamesInAnyCaseTest {

    private static final String RULES = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"CASED","table-name":"Ord%"}},
              {"rule-type":"selection","rule-id":"2","rule-name":"2","rule-action":"exclude",
               "object-locator":{"schema-name":"Cased","table-name":"ORDERS[_]OLD"}},
              {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-target":"table",
               "object-locator":{"schema-name":"Cased","table-name":"Orders"},"rule-action":"rename","value":"Bestellungen"}]}
            """;

    @TempDir
    Path spill;

    private final ContractDatabase to = PostgresServer.shared().database("any_case_to");
    private MariaDbServer server;
    private ContractDatabase from;
    private Runs runs;
    private Started run;

    @BeforeEach
    void follow() throws Exception {
        server = MariaDbServer.inAnyCase();
        from = new ServerDatabase(server);
        from.createSchema("cased");
        to.createSchema("cased");
        from.run(
                "create table cased.Orders (id int primary key, s varchar(20))",
                "create table cased.Orders_Old (id int primary key)",
                "insert into cased.ORDERS values (1, 'loaded')");
        runs = new Runs(spill)
                .mappings(RULES)
                .between(
                        new RunPlan.Side(new MySqlConnector(), from.endpoint()),
                        new RunPlan.Side(new PostgresConnector(), to.endpoint()));
        run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
    }

    @AfterEach
    void close() throws Exception {
        runs.close();
        server.stop();
    }

    @Test
    void rulesNameTablesInAnyCase() throws SQLException {
        assertEquals(1, run.statistics().tables().size());
        from.run("insert into cased.ORDERS values (2, 'followed')");
        eventually(() -> content(to), () -> content(to).equals("1 loaded, 2 followed"));
        assertEquals(StopReason.NORMAL, run.stop());
    }

    @Test
    void theyTakeTablesThatWentMeanwhileToo() throws SQLException {
        assertEquals(StopReason.NORMAL, run.stop());
        from.run("drop table cased.ORDERS");

        run = runs.start(Start.RESUME);

        eventually(() -> content(to), () -> content(to).contains("does not exist"));
        assertEquals(StopReason.NORMAL, run.stop());
    }

    private static String content(ContractDatabase database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "select string_agg(id || ' ' || s, ', ' order by id) from cased.\"Bestellungen\"")) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            return e.getMessage();
        }
    }
}
