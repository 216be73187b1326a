package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Outcome;
import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ConnectorLog.Component;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.RowKey;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Loads a table: LOAD DATA LOCAL INFILE where the server allows it, else INSERTs of many rows.
 *
 * <p>LOAD DATA LOCAL does not fail: it leaves rows out and bends values, and counts warnings. So a batch counts only when as many rows as it has were
 * inserted without a warning; otherwise it is taken back and inserted in halves, and halves of halves, until the bad rows are found.
 */
final class LoadWriter implements TableWriter {

    private static final int INSERT_ROWS = 500;
    private static final int INSERT_CHARACTERS = 1 << 19;

    private final Sessions sessions;
    private final TableSchema schema;
    private final TableId named;
    private final boolean keyAfterLoad;
    private final int commitRate;
    private final Session session;
    private final int largestPacket;
    private final LoadText text = new LoadText();
    private boolean localFiles = true;
    private long pending;
    private long committed;

    /**
     * @param schema as it is on the target
     * @param named the table as the run calls it
     */
    LoadWriter(Sessions sessions, TableSchema schema, TableId named, boolean keyAfterLoad, int commitRate) {
        this.sessions = sessions;
        this.schema = schema;
        this.named = named;
        this.keyAfterLoad = keyAfterLoad;
        this.commitRate = commitRate;
        this.session = sessions.open();
        try {
            session.execute("SET foreign_key_checks=0, autocommit=0");
            largestPacket = Integer.parseInt(session.value("SELECT @@max_allowed_packet"));
        } catch (IOException e) {
            session.close();
            throw failure(e);
        }
    }

    @Override
    public List<Rejected> write(RowBatch batch) {
        RowBatch.Columns rows = (RowBatch.Columns) batch;
        List<Rejected> rejected = new ArrayList<>();
        try {
            if (!load(rows)) {
                insertAll(rows, rejected);
            }
            pending += rows.size() - rejected.size();
            if (pending >= commitRate) {
                commit();
            }
            return rejected;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** False when the batch did not go in as it is; then nothing of it is there. */
    private boolean load(RowBatch.Columns rows) throws IOException {
        if (!localFiles) {
            return false;
        }
        text.fill(rows);
        session.execute("SAVEPOINT batch");
        try {
            Outcome outcome = session.load(loadStatement(rows.columns()), text.bytes(), text.size());
            if (outcome.rows() == rows.size() && outcome.warnings() == 0) {
                return true;
            }
        } catch (ServerError e) {
            if (Refusal.of(e).isEmpty()) {
                if (!isAboutLocalFiles(e)) {
                    throw e;
                }
                localFiles = false;
                sessions.log()
                        .info(
                                Component.TARGET_LOAD,
                                sessions.endpoint().endpointArn() + " allows no LOAD DATA LOCAL (" + e
                                        + "): loading with INSERT. local_infile=ON is faster.");
            }
        }
        session.execute("ROLLBACK TO SAVEPOINT batch");
        return false;
    }

    private static boolean isAboutLocalFiles(ServerError e) {
        return switch (e.code()) {
            case 1148, 2068, 3948, 3950, 4166 -> true;
            default -> false;
        };
    }

    /** @param columns of the rows, which stand in the places of the schema's: their names are the source's where rules only rename */
    private String loadStatement(List<Column> columns) {
        List<String> fields = new ArrayList<>();
        List<String> sets = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = Sql.name(schema.columns().get(i).name());
            boolean hexadecimal = LoadText.isHexadecimal(columns.get(i));
            fields.add(hexadecimal ? "@v" + i : name);
            if (hexadecimal) {
                sets.add(name + "=UNHEX(@v" + i + ")");
            }
        }
        return "LOAD DATA LOCAL INFILE 'rows' INTO TABLE " + Sql.name(schema.table())
                + " CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' ("
                + String.join(",", fields) + ")" + (sets.isEmpty() ? "" : " SET " + String.join(",", sets));
    }

    private void insertAll(RowBatch.Columns rows, List<Rejected> rejected) throws IOException {
        String head = "INSERT INTO " + Sql.name(schema.table()) + " ("
                + schema.columns().stream()
                        .map(column -> Sql.name(column.name()))
                        .collect(Collectors.joining(","))
                + ") VALUES ";
        List<Tuple> tuples = new ArrayList<>();
        int characters = 0;
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.row(i);
            Tuple tuple = new Tuple(tuple(row), rows, i);
            Optional<Refusal> unfit = unfit(row, tuple.text());
            if (unfit.isPresent()) {
                rejected.add(rejected(unfit.get(), head, tuple));
                continue;
            }
            tuples.add(tuple);
            characters += tuple.text().length();
            if (tuples.size() >= INSERT_ROWS || characters >= INSERT_CHARACTERS) {
                insert(head, tuples, rejected);
                tuples.clear();
                characters = 0;
            }
        }
        insert(head, tuples, rejected);
    }

    private Optional<Refusal> unfit(Row row, String tuple) {
        for (int c = 0; c < row.size(); c++) {
            Optional<Refusal> unfit = Refusal.ofValue(row.value(c));
            if (unfit.isPresent()) {
                return unfit;
            }
        }
        return tuple.length() * 3L + 4096 < largestPacket
                        || tuple.getBytes(StandardCharsets.UTF_8).length + 4096 < largestPacket
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Rejected.Cause.DATA,
                        "The row is larger than the target's max_allowed_packet, " + largestPacket + " bytes."));
    }

    private static String tuple(Row row) {
        StringBuilder tuple = new StringBuilder("(");
        for (int c = 0; c < row.size(); c++) {
            tuple.append(c == 0 ? "" : ",");
            Sql.append(tuple, row.value(c));
        }
        return tuple.append(')').toString();
    }

    /** A row as SQL, and where it comes from. */
    private record Tuple(String text, RowBatch.Columns rows, int row) {}

    private void insert(String head, List<Tuple> tuples, List<Rejected> rejected) throws IOException {
        if (tuples.isEmpty()) {
            return;
        }
        Optional<Refusal> refusal =
                insertAtOnce(head + tuples.stream().map(Tuple::text).collect(Collectors.joining(",")));
        if (refusal.isEmpty()) {
            return;
        }
        if (tuples.size() == 1) {
            rejected.add(rejected(refusal.get(), head, tuples.get(0)));
            return;
        }
        int half = tuples.size() / 2;
        insert(head, tuples.subList(0, half), rejected);
        insert(head, tuples.subList(half, tuples.size()), rejected);
    }

    private Optional<Refusal> insertAtOnce(String statement) throws IOException {
        session.execute("SAVEPOINT part");
        Optional<Refusal> refusal = Optional.empty();
        try {
            Outcome outcome = session.execute(statement);
            refusal = outcome.warnings() == 0 ? refusal : Refusal.ofWarnings(session);
        } catch (ServerError e) {
            refusal = Refusal.of(e);
            if (refusal.isEmpty()) {
                throw e;
            }
        }
        if (refusal.isPresent()) {
            session.execute("ROLLBACK TO SAVEPOINT part");
        }
        return refusal;
    }

    private Rejected rejected(Refusal refusal, String head, Tuple tuple) {
        String key = RowKey.of(schema.columns(), schema.key(), tuple.rows().row(tuple.row()));
        return new Rejected(named, refusal.cause(), refusal.message(), head + tuple.text(), key, refusal.answer());
    }

    private void commit() throws IOException {
        session.execute("COMMIT");
        committed += pending;
        pending = 0;
    }

    @Override
    public List<Rejected> finish() {
        try {
            commit();
            if (keyAfterLoad && schema.isKeyed() && !hasKey()) {
                return addKey();
            }
            return List.of();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public List<Rejected> finishPart() {
        try {
            commit();
            return List.of();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private boolean hasKey() throws IOException {
        return !session.rows("SHOW INDEX FROM " + Sql.name(schema.table()) + " WHERE Key_name='PRIMARY'")
                .isEmpty();
    }

    private List<Rejected> addKey() throws IOException {
        String statement = new TableDdl(schema).addKey();
        try {
            session.execute(statement);
            return List.of();
        } catch (ServerError e) {
            Refusal refusal = Refusal.of(e).orElseThrow(() -> failure(e));
            return List.of(new Rejected(named, refusal.cause(), refusal.message(), statement, "", refusal.answer()));
        }
    }

    @Override
    public long committed() {
        return committed;
    }

    private RuntimeException failure(IOException e) {
        return sessions.failure("load table " + schema.table(), e);
    }

    /** Hangs up: the server takes back what is not committed. */
    @Override
    public void close() {
        session.close();
    }
}
