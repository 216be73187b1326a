package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.run.RunPlan.Start;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL cuts names at 63 bytes, and says nothing. */
class LongNamesTest extends ServersFixture {

    private static final String ENDING = "of_a_name_that_is_longer_than_the_server_keeps_of_any_name_given_";

    private static final String RULES = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%%"}},
             {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"table","rule-action":"%s",
              "object-locator":{"schema-name":"shop","table-name":"%%"},"value":"%s"}]}
            """;

    @BeforeEach
    void open() throws SQLException {
        from = RealDatabase.postgres("long_from");
        to = RealDatabase.postgres("long_to");
        from.run(
                "create table shop.a (id int primary key)",
                "create table shop.b (id int primary key)",
                "insert into shop.a values (1)",
                "insert into shop.b values (2)");
        runs = new Runs(spill).between(from.side(), to.side());
    }

    @Test
    void twoTablesThatWouldBecomeOneAreRefused() {
        RunReport.Failed end = runs.mappings(RULES.formatted("add-prefix", ENDING))
                .start(Start.FRESH)
                .expect(RunReport.Failed.class);

        assertTrue(
                end.message()
                        .contains("Tables shop.a and shop.b would both become shop." + ENDING.substring(0, 63)
                                + " on the target: rename one of them"),
                end.message());
    }

    /** The suffix begins where the server cuts. */
    @Test
    void oneThatWouldBecomeItselfIsRefusedAndKeepsItsRows() throws SQLException {
        String name = ENDING.substring(0, 63);
        from.run(
                "drop table shop.a",
                "drop table shop.b",
                "create table shop." + name + " (id int primary key)",
                "insert into shop." + name + " values (3)");

        RunReport.Failed end = runs.between(from.side(), from.side())
                .mappings(RULES.formatted("add-suffix", "_copy"))
                .start(Start.FRESH)
                .expect(RunReport.Failed.class);

        assertTrue(end.message().contains("would be copied onto itself"), end.message());
        assertEquals(List.of("3"), from.seen("select * from shop." + name));
    }

    @Test
    void twoThatDifferInWhatIsKeptArrive() {
        run = runs.mappings(RULES.formatted("add-suffix", ENDING)).start(Start.FRESH);

        arrives(("a" + ENDING).substring(0, 63), "1");
        arrives(("b" + ENDING).substring(0, 63), "2");
        assertEquals(0, run.statistics().errored());
    }
}
