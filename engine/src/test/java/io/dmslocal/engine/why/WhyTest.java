package io.dmslocal.engine.why;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.run.failure.Failure;
import io.dmslocal.engine.run.reason.Reasons;
import io.dmslocal.engine.run.reason.Wait;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics.Captured;
import io.dmslocal.engine.run.statistics.TableStatistics.Loaded;
import io.dmslocal.engine.run.validation.ValidationStatistics;
import io.dmslocal.engine.why.Why.Subject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhyTest {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:task:T";
    private static final String FILTERED = """
            {"rules":[{"rule-type":"selection","rule-id":"5","rule-name":"5","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%"},
              "filters":[{"filter-type":"source","column-name":"id",
                          "filter-conditions":[{"filter-operator":"gte","value":"10"}]}]}]}""";

    private final Reasons reasons = new Reasons(Clock.fixed(Instant.parse("2024-01-01T10:00:00Z"), ZoneOffset.UTC));

    @Test
    void aRecordsFailureIsToldWithKeyStatementAndWhatHelps() {
        for (int i = 0; i < 30; i++) {
            reasons.add(new Failure(
                    "shop.orders",
                    "DUPLICATE_KEY",
                    "SKIP",
                    "duplicate key value violates unique constraint",
                    "id = " + i,
                    "INSERT INTO orders"));
        }

        JsonNode failure = document("running", "{}", "Table completed", 3).at("/failures/0");

        assertEquals("shop.orders", failure.path("table").asText());
        assertEquals(30, failure.path("times").asInt());
        assertEquals("2024-01-01T10:00:00Z", failure.path("time").asText());
        assertEquals(10, failure.path("examples").size());
        assertEquals("id = 0", failure.at("/examples/0/key").asText());
        assertEquals("INSERT INTO orders", failure.at("/examples/0/statement").asText());
        assertTrue(failure.path("suggestion").asText().contains("INSERT_RECORD"), failure.toString());
    }

    @Test
    void theLastFailureStandsWithWhatHelps() {
        JsonNode document = new Why(
                        new Subject(
                                ARN,
                                "cdc",
                                "failed",
                                "Stop Reason FATAL_ERROR",
                                "Last Error The source's wal_level is replica Stop Reason FATAL_ERROR Error Level FATAL",
                                "{}"),
                        reasons,
                        RunStatistics.NONE,
                        Set.of())
                .document();

        assertEquals("failed", document.path("status").asText());
        assertTrue(document.path("lastFailureMessage").asText().startsWith("Last Error"));
        assertTrue(document.path("suggestion").asText().contains("wal_level = logical"), document.toString());
    }

    @Test
    void aTaskThatTriesAgainSaysWhen() {
        reasons.add(new Failure("", "CONNECTION", "RETRY", "Connection refused", "", ""));
        reasons.nextTry(Optional.of(Instant.parse("2024-01-01T10:00:05Z")));

        JsonNode trying = document("starting", "{}", "Before load", 0);
        JsonNode stopped = document("stopped", "{}", "Before load", 0);

        assertEquals("2024-01-01T10:00:05Z", trying.path("nextTry").asText());
        assertTrue(trying.path("summary").asText().contains("2024-01-01T10:00:05Z"), trying.toString());
        assertTrue(trying.at("/failures/0/suggestion").asText().contains("server runs"), trying.toString());
        assertFalse(stopped.has("nextTry"), stopped.toString());
    }

    @Test
    void aWaitIsToldWithItsHolderAndWhatHelps() {
        Instant since = Instant.parse("2024-01-01T09:59:00Z");
        reasons.waits(List.of(new Wait(
                "target",
                "shop.orders",
                "UPDATE",
                since,
                List.of(new Wait.Holder("4711", "app", "psql", "idle in transaction", since)),
                "UPDATE of shop.orders waits")));

        JsonNode wait = document("running", "{}", "Table completed", 3).at("/waits/0");
        JsonNode stopped = document("stopped", "{}", "Table completed", 3);

        assertEquals("shop.orders", wait.path("table").asText());
        assertEquals("4711", wait.at("/holders/0/session").asText());
        assertEquals("2024-01-01T09:59:00Z", wait.path("since").asText());
        assertTrue(wait.path("suggestion").asText().contains("pg_terminate_backend(4711)"), wait.toString());
        assertEquals(0, stopped.path("waits").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Table completed|0|told of no change",
                "Table completed|0|Rule 5 filters its rows",
                "Table completed|0|It has no key",
                "Before load|0|MaxFullLoadSubTasks",
                "Full load|2|changes of it wait until that is through",
                "Table error|0|It failed",
                "Table does not exist|0|dropped, renamed",
                "Table cancelled|0|a resume begins it again",
            })
    void aTableThatDoesNotMoveSaysWhy(String state, long captured, String words) {
        JsonNode table = document("running", FILTERED, state, captured).at("/tables/0");

        assertEquals("shop.orders", table.path("table").asText());
        assertTrue(table.path("why").asText().contains(words), table.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failed|Full load|cut short when the task failed, with 7 rows on the target",
                "stopped|Full load|cut short when the task stopped, with 7 rows on the target",
                "failed|Before load|had not begun when the task failed",
            })
    void ofATaskThatEndedNobodySaysThatItLoads(String status, String state, String words) {
        JsonNode document = document(status, "{}", state, 0);

        String why = document.at("/tables/0/why").asText();
        assertTrue(why.contains(words), why);
        assertFalse(document.toString().contains("It is loading"), document.toString());
        assertFalse(document.path("summary").asText().contains("are loading"), document.toString());
    }

    /** What servers and we say, word by word, of what goes wrong most. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // no such database
                "|FATAL: database \"nope\" does not exist|DatabaseName",
                "|Unknown database 'nope' (error 1049, SQLSTATE 42000)|DatabaseName",
                // wrong password
                "|FATAL: password authentication failed for user \"dms\"|Correct user and password",
                "|Access denied for user 'dms'@'localhost' (using password: YES)|Correct user and password",
                // wal_level
                "|wal_level is replica: set wal_level = logical (on RDS: rds.logical_replication = 1) and restart the server.|wal_level = logical",
                // no right to replicate
                "|The user may not replicate: ALTER ROLE ... REPLICATION (on RDS: GRANT rds_replication).|right to replicate",
                "|ERROR: permission denied to use replication slots|right to replicate",
                "|the user may not read the binary log: GRANT REPLICATION SLAVE ON *.*|right to replicate",
                "|Access denied; you need (at least one of) the REPLICATION SLAVE privilege(s) for this operation|right to replicate",
                // no binary log
                "|Changes cannot be captured from this source: log_bin is OFF: start the server with log_bin.|log_bin = ON",
                "|binlog_format is STATEMENT: set binlog_format=ROW|binlog_format = ROW",
                // the target lacks the table
                "TABLE|The target's table shop.orders does not exist.|DO_NOTHING",
                "TABLE|Table 'shop.orders' doesn't exist (error 1146, SQLSTATE 42S02)|DO_NOTHING",
                // of events and deletions, whatever they met
                "|EventErrorPolicy is STOP_TASK, and event DMS-EVENT-0069 of subscription arn was not taken: Connection refused|DMS_LOCAL_SNS_ENDPOINT",
                "|The task is not deleted, because it would leave something behind. The source still remembers it: Connection refused. Delete it again|FailTaskWhenCleanTaskResourceFailed false",
                // a publication is no table
                "FATAL|Reading changes of the endpoint failed: ERROR: publication \"of_users\" does not exist|start the task anew",
                // too many
                "|Table shop.b: INSERT was refused by the target (DUPLICATE_KEY): ERROR: duplicate key value (TableErrorEscalationCount 2 is reached: shop.a, shop.b).|reload-target, which counts anew",
                "|Table shop.b: the row with id = 1 was refused (DATA): ERROR: smallint out of range (DataErrorEscalationCount 2 is reached).|raise the count",
                // keys
                "DUPLICATE_KEY|ERROR: duplicate key value violates unique constraint \"orders_pkey\"|TRUNCATE_BEFORE_LOAD",
                "DUPLICATE_KEY|Duplicate entry 'certificate' for key 'PRIMARY' (error 1062, SQLSTATE 23000)|TRUNCATE_BEFORE_LOAD",
                "|Table shop.orders: the row with id = 1 was refused (DUPLICATE_KEY): ERROR: duplicate key value|INSERT_RECORD",
                "DATA|ERROR: insert or update on table \"items\" violates foreign key constraint \"items_order_fkey\"|session_replication_role",
                "DATA|Cannot add or update a child row: a foreign key constraint fails (error 1452, SQLSTATE 23000)|FOREIGN_KEY_CHECKS",
                // nothing selected
                "|No tables were found at task initialization. Either the selected table(s) or schemas(s) no longer exist|in their case",
                // transactions hold up the start
                "CONNECTION|for 600 s (FullLoadSettings.TransactionConsistencyTimeout) PostgreSQL has waited for transactions that have written to end, 2: process 12, user a, open since t; process 34, user b, open since t. End them|pg_terminate_backend(12); SELECT pg_terminate_backend(34). The task waits 600 s",
                "CONNECTION|for 600 s (FullLoadSettings.TransactionConsistencyTimeout) PostgreSQL has waited for transactions that have written to end, 2: process 12, user a; process 34, user b. End them|pg_terminate_backend(12); SELECT pg_terminate_backend(34). The task waits 600 s",
                "CONNECTION|for 9 s (FullLoadSettings.TransactionConsistencyTimeout) PostgreSQL has waited for transactions that have written to end, 1: prepared 'it''s' in shop, user b, open since t.|ROLLBACK PREPARED 'it''s' in database shop. ",
                "CONNECTION|for 9 s (FullLoadSettings.TransactionConsistencyTimeout) PostgreSQL has waited for transactions that have written to end, which are over by now.|The task waits 9 s; a larger",
                // too large for the type
                "DATA|ERROR: smallint out of range|wider type",
                "DATA|ERROR: numeric field overflow A field with precision 4, scale 2 must round|wider type",
                "DATA|Out of range value for column 'n' at row 1 (error 1264, SQLSTATE 22003)|wider type",
                "TRUNCATION|ERROR: value too long for type character varying(5)|Widen the target's column",
                "TRUNCATION|Column j: a value longer than 32 KB (LobMaxSize) of type jsonb means nothing when it is cut; FullLobMode moves it whole.|Raise TargetMetadata.LobMaxSize",
            })
    void whatGoesWrongMostHasItsCure(String cause, String message, String words) {
        String suggestion = Suggestions.of(cause == null ? "" : cause, message).orElse("");

        assertTrue(suggestion.contains(words), suggestion);
    }

    @Test
    void aTableWhoseChangeEndedTheTaskIsNotSaidToHaveHadNone() {
        reasons.add(new Failure("shop.orders", "DATA", "STOP_TASK", "invalid input", "id = 7", "INSERT INTO orders"));

        String why = document("failed", "{}", "Table completed", 0)
                .at("/tables/0/why")
                .asText();

        assertTrue(why.startsWith("A change of it came and ended the task"), why);
    }

    @Test
    void aTableThatMovesNeedsNoReason() {
        assertTrue(
                document("running", "{}", "Table completed", 3).path("tables").isEmpty());
    }

    @Test
    void tablesThatNobodyChoseAreNamed() {
        reasons.leftOut(List.of("shop.x is left out: no include rule names it."));

        assertEquals(
                "shop.x is left out: no include rule names it.",
                document("running", "{}", "Table completed", 3).at("/leftOut/0").asText());
    }

    @Test
    void settingsThatDoNothingAreNamed() {
        reasons.withoutEffect(List.of("TargetMetadata.LobChunkSize is 32 KB, but whole LOBs travel with their row"));

        assertTrue(document("running", "{}", "Table completed", 3)
                .at("/settings/0")
                .asText()
                .startsWith("TargetMetadata.LobChunkSize"));
    }

    @Test
    void howeverMuchFailsTheDocumentIsBounded() {
        String large = "x".repeat(100_000);
        for (int i = 0; i < 5_000; i++) {
            reasons.add(new Failure("shop.t" + i, "DATA", "SKIP", large, large, large));
        }

        JsonNode document = document("running", "{}", "Table completed", 3);

        assertEquals(200, document.path("failures").size());
        assertTrue(document.toString().length() < 1_500_000);
        assertFalse(document.at("/failures/0/suggestion").asText().isEmpty());
    }

    private JsonNode document(String status, String mappings, String state, long captured) {
        TableStatistics table = new TableStatistics(
                "shop",
                "orders",
                state,
                new Captured(captured, 0, 0, 0),
                new Captured(captured, 0, 0, 0),
                new Loaded(7, 0, Optional.empty(), Optional.empty()),
                false,
                Optional.empty(),
                ValidationStatistics.NONE,
                Optional.empty());
        RunStatistics statistics = new RunStatistics(
                List.of(table), 1, 0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), captured);
        return new Why(
                        new Subject(ARN, "full-load-and-cdc", status, "", "", mappings),
                        reasons,
                        statistics,
                        Set.of("shop.orders"))
                .document();
    }
}
