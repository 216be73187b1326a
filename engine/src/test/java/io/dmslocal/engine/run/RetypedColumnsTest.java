package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From PostgreSQL to PostgreSQL with change-data-type: a retyped column goes through its DMS type, its neighbours stay native. */
class RetypedColumnsTest {

    private static final String RETYPED = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"shop","table-name":"%"}},
              {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"column",
               "object-locator":{"schema-name":"shop","table-name":"%","column-name":"n"},
               "rule-action":"change-data-type","data-type":{"type":"int8"}}]}
            """;

    private static final String ORDERS = "select id, n, t, j, tags from shop.orders order by id";

    @TempDir
    Path spill;

    @Test
    void loadAndChangesWriteTheSameIntoARetypedColumn() throws SQLException {
        ContractDatabase from = PostgresServer.shared().database("retyped_from");
        ContractDatabase to = PostgresServer.shared().database("retyped_to");
        from.createSchema("shop");
        from.run(
                "create table shop.orders (id int primary key, n int4, t int4, j jsonb, tags text[])",
                "insert into shop.orders values (1, 7, 70, '{\"a\": [1, 2]}', '{x,y}'), (2, null, null, null, null)");
        PostgresConnector connector = new PostgresConnector();

        try (Runs runs = new Runs(spill)) {
            Started run = runs.mappings(RETYPED)
                    .between(new RunPlan.Side(connector, from.endpoint()), new RunPlan.Side(connector, to.endpoint()))
                    .start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            assertEquals(List.of("1|7|70|{\"a\": [1, 2]}|{x,y}", "2|null|null|null|null"), to.rows(ORDERS));

            from.run(
                    "insert into shop.orders values (3, -8, 80, '{\"b\": null}', '{z}')",
                    "update shop.orders set n = 2147483647, t = 5 where id = 2",
                    "update shop.orders set id = 4 where id = 1");

            eventually(
                    () -> to.seen(ORDERS).toString(),
                    () -> to.seen(ORDERS)
                            .equals(List.of(
                                    "2|2147483647|5|null|null",
                                    "3|-8|80|{\"b\": null}|{z}",
                                    "4|7|70|{\"a\": [1, 2]}|{x,y}")));
            assertEquals(
                    List.of("id|integer", "n|bigint", "t|integer", "j|jsonb", "tags|ARRAY"),
                    to.seen("select column_name, data_type from information_schema.columns"
                            + " where table_schema = 'shop' and table_name = 'orders' order by ordinal_position"));
            assertEquals(StopReason.NORMAL, run.stop());
        }
    }
}
