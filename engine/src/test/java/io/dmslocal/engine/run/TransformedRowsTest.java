package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.mysql.MariaDbServer;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that work rows, between real databases: what a load writes and what a change writes must be the same. */
class TransformedRowsTest {

    private static final String RULES = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"staff_from","table-name":"staff"},
               "filters":[{"filter-type":"source","column-name":"grade",
                 "filter-conditions":[{"filter-operator":"between","start-value":"2","end-value":"3"},
                                      {"filter-operator":"gte","value":"9"}]}]},
              {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"schema",
               "object-locator":{"schema-name":"staff_from"},"rule-action":"rename","value":"staff_to"},
              {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-target":"table",
               "object-locator":{"schema-name":"staff_from","table-name":"staff"},
               "rule-action":"rename","expression":"'the_' || $AR_M_SOURCE_TABLE_NAME"},
              {"rule-type":"transformation","rule-id":"4","rule-name":"4","rule-target":"column",
               "object-locator":{"schema-name":"%","table-name":"staff","column-name":"last"},"rule-action":"remove-column"},
              {"rule-type":"transformation","rule-id":"5","rule-name":"5","rule-target":"column",
               "object-locator":{"schema-name":"%","table-name":"staff"},"rule-action":"add-column","value":"full_name",
               "expression":"$first || ' ' || $last","data-type":{"type":"string","length":60}},
              {"rule-type":"transformation","rule-id":"6","rule-name":"6","rule-target":"column",
               "object-locator":{"schema-name":"%","table-name":"staff","column-name":"salary"},
               "rule-action":"change-data-type","data-type":{"type":"int8"}},
              {"rule-type":"transformation","rule-id":"7","rule-name":"7","rule-target":"column",
               "object-locator":{"schema-name":"%","table-name":"staff","column-name":"card"},
               "rule-action":"data-masking-digits-mask","value":"#"},
              {"rule-type":"transformation","rule-id":"8","rule-name":"8","rule-target":"column",
               "object-locator":{"schema-name":"%","table-name":"staff","column-name":"born"},
               "rule-action":"change-data-type","data-type":{"type":"date"}},
              {"rule-type":"transformation","rule-id":"9","rule-name":"9","rule-target":"column",
               "object-locator":{"schema-name":"%","table-name":"staff"},"rule-action":"add-column","value":"op",
               "expression":"operation_indicator('D', 'U', 'I')","data-type":{"type":"string","length":1}},
              {"rule-type":"transformation","rule-id":"10","rule-name":"10","rule-target":"column",
               "object-locator":{"schema-name":"%","table-name":"staff","column-name":"first"},
               "rule-action":"add-before-image-columns",
               "before-image-def":{"column-prefix":"was_","column-suffix":"","column-filter":"non-lob"}}]}
            """;

    private static final String QUERY =
            "select id, grade, full_name, salary, card, born, op, was_first from staff_to.the_staff order by id";

    @Nested
    class FromPostgresToPostgres extends Contract {
        FromPostgresToPostgres() {
            super(
                    new PostgresConnector(),
                    PostgresServer.shared().database("worked_from"),
                    new PostgresConnector(),
                    PostgresServer.shared().database("worked_to"));
        }
    }

    @Nested
    class FromPostgresToMariaDb extends Contract {
        FromPostgresToMariaDb() {
            super(
                    new PostgresConnector(),
                    PostgresServer.shared().database("worked_from"),
                    new MySqlConnector(),
                    new ServerDatabase(MariaDbServer.shared()));
        }
    }

    @Nested
    class FromMariaDbToPostgres extends Contract {
        FromMariaDbToPostgres() {
            super(
                    new MySqlConnector(),
                    new ServerDatabase(MariaDbServer.shared()),
                    new PostgresConnector(),
                    PostgresServer.shared().database("worked_to"));
        }
    }

    @Nested
    class FromMariaDbToMariaDb extends Contract {
        FromMariaDbToMariaDb() {
            super(
                    new MySqlConnector(),
                    new ServerDatabase(MariaDbServer.shared()),
                    new MySqlConnector(),
                    new ServerDatabase(MariaDbServer.shared()));
        }
    }

    abstract static class Contract {

        @TempDir
        Path spill;

        private final Connector source;
        private final ContractDatabase from;
        private final Connector target;
        private final ContractDatabase to;

        Contract(Connector source, ContractDatabase from, Connector target, ContractDatabase to) {
            this.source = source;
            this.from = from;
            this.target = target;
            this.to = to;
        }

        @Test
        void loadAndChangesWriteTheSame() throws SQLException {
            from.createSchema("staff_from");
            to.createSchema("staff_to");
            from.run(
                    "create table staff_from.staff (id int primary key, grade int, first varchar(20), last varchar(30),"
                            + " salary numeric(10,2), card varchar(20), born varchar(20))",
                    "insert into staff_from.staff values"
                            + " (1, 1, 'Ann', 'Lee', 100.4, '12-34', '2001-02-03'),"
                            + " (2, 2, 'Bob', 'May', 100.5, 'x9', '2001:02:04'),"
                            + " (3, 3, null, 'Ray', null, null, null),"
                            + " (4, 4, 'Dan', 'Fox', 1, '1', '2001-02-06'),"
                            + " (9, 9, 'Eve', 'Sun', 7.49, '77', '2001-02-07 10:11:12'),"
                            + " (10, 9, 'Bad', 'Day', 7, '7', 'no day')");

            try (Runs runs = new Runs(spill)) {
                Started run = runs.mappings(RULES)
                        .between(new RunPlan.Side(source, from.endpoint()), new RunPlan.Side(target, to.endpoint()))
                        .start(Start.FRESH);
                run.expect(RunReport.LoadFinished.class);
                assertEquals(
                        List.of(
                                "2|2|Bob May|101|x#|2001-02-04|I|null",
                                "3|3|null|null|null|null|I|null",
                                "9|9|Eve Sun|7|##|2001-02-07|I|null"),
                        to.rows(QUERY));

                from.run(
                        "insert into staff_from.staff values (5, 1, 'Low', 'Out', 1, '1', '2001-01-01')",
                        "insert into staff_from.staff values (6, 3, 'New', 'One', 1.5, '5-5', '2001-01-01')",
                        "insert into staff_from.staff values (7, 3, 'Bad', 'Too', 1.5, '5-5', '2001-13-01')",
                        "update staff_from.staff set first = 'Rob', salary = 200 where id = 2",
                        "update staff_from.staff set id = 30, last = 'Roy', first = 'Zed' where id = 3",
                        "delete from staff_from.staff where id = 9",
                        "delete from staff_from.staff where id = 1",
                        "insert into staff_from.staff values (8, 3, 'Was', 'Here', 1, '1', '2001-01-01')",
                        "delete from staff_from.staff where id = 8",
                        "insert into staff_from.staff values (8, 3, 'Is', 'Back', 2, '1', '2001-01-01')");

                boolean knowsOldValues = source instanceof MySqlConnector;
                List<String> expected = List.of(
                        "2|2|Rob May|200|x#|2001-02-04|U|" + (knowsOldValues ? "Bob" : "null"),
                        "6|3|New One|2|#-#|2001-01-01|I|null",
                        "8|3|Is Back|2|#|2001-01-01|I|null",
                        "9|9|Eve Sun|7|##|2001-02-07|D|null",
                        "30|3|Zed Roy|null|null|null|U|null");
                eventually(
                        () -> to.seen(QUERY) + " instead of " + expected,
                        () -> to.seen(QUERY).equals(expected));
                assertEquals(StopReason.NORMAL, run.stop());
            }
        }
    }
}
