package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ComparedRows;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.LockWait;
import io.dmslocal.engine.connector.spi.OpenTransaction;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.connector.spi.TableSnapshot;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A PostgreSQL database as a source. Holds no connection of its own: every call opens what it needs. */
final class PostgresSource implements Source {

    /** A question to the catalogue. */
    private interface Question<T> {
        T ask(Catalogue catalogue, Connection connection) throws SQLException;
    }

    private static final int PAGE = 8192;
    private static final int PAGE_HEADER = 24;

    private final Definitions definitions;
    private final Sessions sessions;
    private final TypeSettings types;
    private final Capture capture;

    PostgresSource(EndpointSettings endpoint, ChangeCapture changeCapture, ConnectorLog log) {
        this.definitions = new Definitions(endpoint, log);
        this.sessions = definitions.sessions();
        this.types = definitions.types();
        this.capture = new Capture(definitions, changeCapture, log);
    }

    @Override
    public void check() {
        ask("Asking", (catalogue, connection) -> catalogue.strings("SELECT 1"));
    }

    @Override
    public void checkCapture() {
        capture.check();
    }

    @Override
    public List<String> schemas() {
        return ask("Listing schemas of", (catalogue, connection) -> catalogue.schemas());
    }

    @Override
    public List<SourceTable> tables() {
        return ask("Listing tables of", (catalogue, connection) -> catalogue.tables());
    }

    @Override
    public TableSchema schema(TableId table) {
        Catalogue.Table found =
                ask("Reading the definition of " + table + " of", (catalogue, connection) -> catalogue.table(table));
        definitions.given().put(table, found.remembered().text());
        return found.schema();
    }

    @Override
    public Object shown(Column column, Object value) {
        return value instanceof byte[] bytes ? CopiedValue.of(column.asNative(), bytes, 0, bytes.length) : value;
    }

    @Override
    public RowReader rows(ReadRequest request) {
        return new CopyReader(sessions, types, request);
    }

    @Override
    public RowReader rows(ComparedRows request) {
        return new ComparedReader(sessions, types, request);
    }

    @Override
    public TableSnapshot snapshot(ReadRequest table, int readers) {
        return new SharedSnapshot(sessions, types, table);
    }

    @Override
    public List<String> partitions(TableId table) {
        return ask(
                "Listing partitions of " + table + " of", (catalogue, connection) -> Partitions.of(connection, table));
    }

    @Override
    public Position startCapture(CaptureRequest request) {
        return capture.start(request);
    }

    @Override
    public void followAnew(CaptureRequest request, Set<TableId> tables) {
        capture.followAnew(request, tables);
    }

    @Override
    public Set<TableId> extendCapture(CaptureRequest request) {
        return capture.extend(request);
    }

    @Override
    public Map<TableId, String> hindrances(CaptureRequest request) {
        return capture.hindrances(request);
    }

    @Override
    public ChangeReader changes(CaptureRequest request, Position from) {
        return capture.read(request, (LogPosition) from);
    }

    @Override
    public List<String> endCapture(String captureName) {
        return capture.end(captureName);
    }

    /**
     * The insert position: also transactions with synchronous_commit off are behind it. Exactly at the start of a log page the server names the place
     * after the page's header, which nothing ends at: taken back, or an idle log would never be seen to reach it.
     */
    @Override
    public Position now() {
        return ask("Asking for the end of the log of", (catalogue, connection) -> {
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery("SELECT pg_catalog.pg_current_wal_insert_lsn()::text")) {
                found.next();
                return LogPosition.at(endOfLog(found.getString(1)));
            }
        });
    }

    /** @param insertPosition as the server says it */
    static long endOfLog(String insertPosition) {
        long lsn = LogPosition.parse(insertPosition).lsn();
        return lsn % PAGE == PAGE_HEADER ? lsn - PAGE_HEADER : lsn;
    }

    @Override
    public Position position(String text) {
        return LogPosition.parse(text);
    }

    @Override
    public TableImage image(String text) {
        return SnapshotImage.parse(text);
    }

    private <T> T ask(String what, Question<T> question) {
        try (Connection connection = sessions.open()) {
            return question.ask(definitions.catalogue(connection), connection);
        } catch (SQLException e) {
            throw JdbcFailure.of(what, sessions.endpoint(), e);
        }
    }

    @Override
    public List<LockWait> lockWaits() {
        return sessions.lockWaits();
    }

    @Override
    public List<OpenTransaction> openTransactions(Set<TableId> tables) {
        return sessions.openTransactions(tables);
    }

    @Override
    public void cut() {
        sessions.cut();
    }

    @Override
    public void close() {
        // readers close what they opened
    }
}
