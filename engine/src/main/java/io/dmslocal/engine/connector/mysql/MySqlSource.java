package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.debezium.DebeziumReader;
import io.dmslocal.engine.connector.mysql.wire.Session;
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
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** MySQL, MariaDB or Aurora MySQL as a source. Holds nothing between calls: every reader has sessions of its own. */
final class MySqlSource implements Source {

    private final Sessions sessions;
    private final ChangeCapture changeCapture;

    MySqlSource(EndpointSettings endpoint, ChangeCapture changeCapture, ConnectorLog log) {
        this.sessions = new Sessions(endpoint, log);
        this.changeCapture = changeCapture;
    }

    /** Something to do on a session of its own. */
    private interface Task<T> {
        T on(Session session) throws IOException;
    }

    private <T> T with(String attempt, Task<T> task) {
        try (Session session = sessions.open()) {
            return task.on(session);
        } catch (IOException e) {
            throw sessions.failure(attempt, e);
        }
    }

    @Override
    public void check() {
        with("query the server", session -> session.value("SELECT 1"));
    }

    @Override
    public void checkCapture() {
        with("check the server's settings", session -> {
            CaptureCheck.run(session);
            return null;
        });
    }

    @Override
    public List<String> schemas() {
        return with("list databases", session -> new Catalogue(session).schemas());
    }

    @Override
    public List<SourceTable> tables() {
        return with("list tables", session -> new Catalogue(session).tables());
    }

    /** Source: "Identifier Case Sensitivity", MySQL manual: 0 compares as written, 1 and 2 in any case. */
    @Override
    public boolean ignoresCase() {
        return with(
                "ask for lower_case_table_names",
                session -> !"0".equals(session.value("SELECT @@lower_case_table_names")));
    }

    @Override
    public TableSchema schema(TableId table) {
        return with("read the definition of " + table, session -> new Catalogue(session).schema(table));
    }

    @Override
    public RowReader rows(ReadRequest request) {
        return new TableReader(sessions, request);
    }

    @Override
    public RowReader rows(ComparedRows request) {
        return new ComparedReader(sessions, request.table().table(), request);
    }

    @Override
    public TableSnapshot snapshot(ReadRequest table, int readers) {
        return new SharedSnapshot(sessions, table, readers);
    }

    @Override
    public List<String> partitions(TableId table) {
        return with("list partitions of " + table, session -> new Catalogue(session).partitions(table));
    }

    /**
     * MariaDB: the place of a snapshot, because transactions behind the end of the log may not be visible yet. MySQL: the end of the log; a snapshot
     * opened later waits for the writers of its table ({@link Snapshot}).
     */
    @Override
    public Position startCapture(CaptureRequest request) {
        return with("start capturing", session -> {
            LogPosition place;
            if (session.isMariaDb()) {
                session.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
                place = Snapshot.snapshotPlace(session);
                session.execute("COMMIT");
            } else {
                place = Snapshot.endOfLog(session);
            }
            LogPrepared.start(
                    request.memory(),
                    LogPrepared.prepared(session, sessions.log()),
                    Snapshot.startOfLog(session),
                    place);
            new LogTables(sessions, request.tables(), request.laterTables(), request.memory(), session.isMariaDb())
                    .start(session, place);
            return place;
        });
    }

    @Override
    public ChangeReader changes(CaptureRequest request, Position from) {
        if (changeCapture == ChangeCapture.DEBEZIUM) {
            return new DebeziumReader(
                    sessions.endpoint(),
                    request.captureName(),
                    new DebeziumDialect(sessions, request, (LogPosition) from),
                    sessions.log());
        }
        return new LogReader(sessions, request, (LogPosition) from);
    }

    /** Nothing to forget: the server remembers nothing for a reader of its log. */
    @Override
    public List<String> endCapture(String captureName) {
        return List.of();
    }

    @Override
    public Position now() {
        return with("read the end of the binary log", Snapshot::endOfLog);
    }

    @Override
    public Position position(String text) {
        return LogPosition.parse(text);
    }

    @Override
    public TableImage image(String text) {
        return LogImage.parse(text);
    }

    @Override
    public List<LockWait> lockWaits() {
        return sessions.lockWaits();
    }

    @Override
    public List<OpenTransaction> openTransactions(Set<TableId> tables) {
        return sessions.openTransactions();
    }

    @Override
    public void cut() {
        sessions.cut();
    }

    @Override
    public void close() {}
}
