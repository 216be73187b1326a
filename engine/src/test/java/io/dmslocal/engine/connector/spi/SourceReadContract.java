package io.dmslocal.engine.connector.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every source must show of its tables. */
public abstract class SourceReadContract extends SourcePartsContract {

    @Nested
    class WhenConnecting {

        @Test
        void aReachableDatabasePasses() {
            source.check();
        }

        @Test
        void aWrongPasswordIsFatalAndNotRepeatedInTheMessage() {
            Source refused = connector()
                    .source(with(database.endpoint(), database.endpoint().port(), "wrong-s3cret"));
            ConnectorException e = assertThrows(ConnectorException.class, refused::check);
            assertFalse(e.isRecoverable(), e.getMessage());
            assertFalse(e.getMessage().contains("wrong-s3cret"), e.getMessage());
            refused.close();
        }

        @Test
        void nobodyListeningIsRecoverableAndNamesTheHost() throws Exception {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Source nobody = connector()
                    .source(with(database.endpoint(), port, database.endpoint().password()));
            ConnectorException e = assertThrows(ConnectorException.class, nobody::check);
            assertTrue(e.isRecoverable(), e.getMessage());
            assertTrue(e.getMessage().contains(String.valueOf(port)), e.getMessage());
            nobody.close();
        }

        @Test
        void aPreparedDatabasePassesTheCaptureCheck() {
            assumeCapture();
            source.checkCapture();
        }
    }

    @Nested
    class Catalogue {

        @Test
        void tablesAndViewsAreListedWithTheirSchema() throws Exception {
            database.run(
                    "create table " + t("one") + " (id int not null primary key)",
                    "create table " + t("Two") + " (id int not null primary key)",
                    "create view " + t("seen") + " as select id from " + t("one"));

            Map<TableId, Boolean> mine = source.tables().stream()
                    .filter(t -> t.table().schema().equals(SCHEMA))
                    .collect(Collectors.toMap(Source.SourceTable::table, Source.SourceTable::isView));

            assertEquals(Map.of(id("one"), false, id("Two"), false, id("seen"), true), mine);
            assertTrue(source.schemas().contains(SCHEMA));
        }

        @Test
        void columnsKeepTheirOrderAndTheKeyItsOwn() throws Exception {
            database.run("create table " + t("k")
                    + " (a int not null, b varchar(20) not null, c decimal(12,2), primary key (b, a))");

            TableSchema schema = source.schema(id("k"));

            assertEquals(List.of("a", "b", "c"), names(schema));
            assertEquals(List.of("b", "a"), schema.key());
            assertEquals(Kind.INT4, schema.columns().get(0).type().kind());
            assertEquals(20, schema.columns().get(1).type().length());
            assertEquals(12, schema.columns().get(2).type().precision());
            assertEquals(2, schema.columns().get(2).type().scale());
            assertFalse(schema.columns().get(0).nullable());
            assertTrue(schema.columns().get(2).nullable());
        }

        @Test
        void withoutAPrimaryKeyAUniqueIndexOfNotNullColumnsIsTheKey() throws Exception {
            database.run(
                    "create table " + t("u") + " (a int not null, b int, c int not null)",
                    "create unique index u_nullable on " + t("u") + " (b)",
                    "create unique index u_key on " + t("u") + " (c)");

            assertEquals(List.of("c"), source.schema(id("u")).key());
        }

        @Test
        void aTableWithoutEitherHasNoKey() throws Exception {
            database.run("create table " + t("n") + " (a int, b int)");

            assertFalse(source.schema(id("n")).isKeyed());
        }

        @Test
        void aMissingTableIsSaidByName() {
            ConnectorException e = assertThrows(ConnectorException.class, () -> source.schema(id("nowhere")));
            assertTrue(e.getMessage().contains("nowhere"), e.getMessage());
        }
    }

    @Nested
    class Load {

        @Test
        void allRowsComeOnceWithTheirNulls() throws Exception {
            database.run("create table " + t("r") + " (id int not null primary key, s varchar(50), n int)");
            insertMany("r", 5000);
            database.run("insert into " + t("r") + " values (900001, null, null), (900002, '', 0)");

            Map<Object, Row> rows = byId(readAll("r", 4096));

            assertEquals(5002, rows.size());
            assertEquals("row 17", rows.get(17L).value(1));
            assertEquals(null, rows.get(900001L).value(1));
            assertEquals(null, rows.get(900001L).value(2));
            assertEquals("", rows.get(900002L).value(1));
            assertEquals(0L, rows.get(900002L).value(2));
        }

        @Test
        void onlyTheColumnsAskedForComeInTheOrderAsked() throws Exception {
            database.run(
                    "create table " + t("c") + " (id int not null primary key, s varchar(50), n int)",
                    "insert into " + t("c") + " values (1, 'x', 7)");
            TableSchema schema = source.schema(id("c"));
            List<Column> columns =
                    List.of(schema.columns().get(2), schema.columns().get(0));

            try (RowReader reader = source.rows(new ReadRequest(schema, columns, Set.of(), 1 << 16, ""))) {
                RowBatch.Columns batch = (RowBatch.Columns) reader.next().orElseThrow();
                assertEquals(columns, batch.columns());
                assertEquals(7L, batch.row(0).value(0));
                assertEquals(1L, batch.row(0).value(1));
                assertTrue(reader.next().isEmpty());
            }
        }

        @Test
        void anEmptyTableEndsAtOnce() throws Exception {
            database.run("create table " + t("e") + " (id int not null primary key)");

            assertEquals(List.of(), readAll("e", 1 << 16));
        }

        @Test
        void rowsThatComeAfterTheSnapshotAreNotSeen() throws Exception {
            database.run("create table " + t("s") + " (id int not null primary key, s varchar(50), n int)");
            insertMany("s", 3000);

            List<Row> rows;
            try (RowReader reader = open("s", 1024)) {
                database.run(
                        "insert into " + t("s") + " values (800000, 'late', 0)",
                        "update " + t("s") + " set n = -1",
                        "delete from " + t("s") + " where id < 100");
                rows = drain(reader);
            }

            assertEquals(3000, rows.size());
            assertTrue(rows.stream().noneMatch(r -> Long.valueOf(-1).equals(r.value(2))));
        }

        @Test
        void aReaderMayBeClosedBeforeTheEnd() throws Exception {
            database.run("create table " + t("h") + " (id int not null primary key, s varchar(50), n int)");
            insertMany("h", 3000);

            try (RowReader reader = open("h", 1024)) {
                assertTrue(reader.next().isPresent());
            }
            database.run("drop table " + t("h")); // would hang if the snapshot still held its lock
        }
    }
}
