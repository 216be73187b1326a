package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.ApplyRuns.Run;
import io.dmslocal.engine.connector.mysql.wire.Outcome;
import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.Conflicts.OnDuplicateKey;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingDelete;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingRow;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Applies changes in their order.
 *
 * <p>Neighbours of one kind and table become one statement, and many statements go in one packet, each answered with its count of rows. When all counts
 * are as expected and nobody warned, that is all. Otherwise the packet is taken back and done in parts, and those in parts again, to see whose fault it was;
 * few changes go in one packet, a statement for each, of which those before the first bad one stay.
 */
final class Applier implements ChangeWriter {

    private static final int PACKET_CHARACTERS = 1 << 19;

    /** Parts of a packet that was refused, each tried as a packet. */
    private static final int PARTS = 8;

    /** Changes that are rather done in turn than tried together again. */
    private static final int FEW = 512;

    private final Sessions sessions;
    private final UnaryOperator<TableId> place;
    private final Session session;
    private final int largestPacket;
    private final ApplyRuns statements;
    private final Set<TableId> skipped = new HashSet<>();

    Applier(Sessions sessions, UnaryOperator<TableId> place) {
        this.sessions = sessions;
        this.place = place;
        this.session = sessions.open();
        try {
            session.execute(
                    "SET autocommit=0, foreign_key_checks=0"); // AWS advises it: order among tables follows the log
            // anyway
            boolean newRowAlias = !session.isMariaDb() && isFrom8020(session.version());
            this.statements = new ApplyRuns(place, newRowAlias);
            this.largestPacket = Integer.parseInt(session.value("SELECT @@max_allowed_packet"));
        } catch (IOException e) {
            session.close();
            throw failure(e);
        }
    }

    private static boolean isFrom8020(String version) {
        String[] parts = version.split("[.-]");
        int number = 0;
        for (int i = 0; i < 3; i++) {
            number =
                    number * 1000 + (i < parts.length && parts[i].matches("\\d{1,3}") ? Integer.parseInt(parts[i]) : 0);
        }
        return number >= 8_000_020;
    }

    @Override
    public void write(List<RowChange> changes, Conflicts conflicts, Refusals refusals) {
        try {
            List<Run> runs = new ArrayList<>();
            StringBuilder packet = new StringBuilder(1 << 14);
            int from = 0;
            while (from < changes.size()) {
                int to = statements.end(changes, from, conflicts);
                List<RowChange> members = changes.subList(from, to).stream()
                        .filter(change -> !isSkipped(change, refusals))
                        .toList();
                from = to;
                if (members.isEmpty()) {
                    continue;
                }
                Run run = statements.run(members, conflicts);
                runs.add(run);
                packet.append(packet.length() == 0 ? "" : ";");
                run.append(packet);
                if (packet.length() >= PACKET_CHARACTERS) {
                    flush(runs, packet, conflicts, refusals);
                }
            }
            flush(runs, packet, conflicts, refusals);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void flush(List<Run> runs, StringBuilder packet, Conflicts conflicts, Refusals refusals)
            throws IOException {
        if (runs.isEmpty()) {
            return;
        }
        List<RowChange> changes =
                runs.stream().flatMap(run -> run.changes().stream()).toList();
        if (isAnyUnfit(changes) || !applyAll(runs, packet)) {
            applyParts(changes, conflicts, refusals);
        }
        runs.clear();
        packet.setLength(0);
    }

    private static boolean isAnyUnfit(List<RowChange> changes) {
        return changes.stream().anyMatch(change -> unfit(change).isPresent());
    }

    /** Smaller and smaller parts, down to single changes: a bad row slows down its next neighbours only. */
    private void applyParts(List<RowChange> changes, Conflicts conflicts, Refusals refusals) throws IOException {
        if (changes.size() <= FEW) {
            applyInTurn(changes, conflicts, refusals);
            return;
        }
        int size = (changes.size() + PARTS - 1) / PARTS;
        for (int from = 0; from < changes.size(); from += size) {
            List<RowChange> part = changes.subList(from, Math.min(changes.size(), from + size)).stream()
                    .filter(change -> !isSkipped(change, refusals))
                    .toList();
            if (!part.isEmpty() && (isAnyUnfit(part) || !applyAll(part, conflicts))) {
                applyParts(part, conflicts, refusals);
            }
        }
    }

    /** What is not as expected is judged before anything behind it is done. */
    private void applyInTurn(List<RowChange> changes, Conflicts conflicts, Refusals refusals) throws IOException {
        for (int next = 0; next < changes.size(); next++) {
            next += applyUntilBad(changes.subList(next, changes.size()), conflicts);
            if (next < changes.size() && !isSkipped(changes.get(next), refusals)) {
                applyOne(changes.get(next), conflicts, refusals);
            }
        }
    }

    /** How many of the first were applied; the one behind them is bad, left out, or does not fit into a packet with them, and nothing of it is there. */
    private int applyUntilBad(List<RowChange> changes, Conflicts conflicts) throws IOException {
        List<Run> runs = new ArrayList<>();
        StringBuilder packet = new StringBuilder(1 << 14);
        for (RowChange change : changes) {
            if (skipped.contains(change.table()) || unfit(change).isPresent() || packet.length() >= PACKET_CHARACTERS) {
                break;
            }
            Run run = statements.run(List.of(change), conflicts);
            packet.append(runs.isEmpty() ? "" : ";")
                    .append("SAVEPOINT ")
                    .append(place(runs.size()))
                    .append(';');
            run.append(packet);
            runs.add(run);
        }
        byte[] bytes = packet.toString().getBytes(StandardCharsets.UTF_8);
        if (runs.isEmpty() || bytes.length + 1024 > largestPacket) {
            return 0;
        }
        session.send(bytes, bytes.length);
        int bad = runs.size();
        int answered = 0;
        try {
            for (Run run : runs) {
                session.outcome();
                bad = run.isAsExpected(session.outcome()) ? bad : Math.min(bad, answered);
                answered++;
            }
        } catch (ServerError e) {
            if (Refusal.ofRowOrTable(e).isEmpty()) {
                throw e;
            }
            bad = Math.min(bad, answered); // the server looks at nothing behind it
        }
        if (bad < runs.size()) {
            session.execute("ROLLBACK TO SAVEPOINT " + place(bad)); // those behind it are done again
        }
        return bad;
    }

    private static String place(int number) {
        return "place" + number;
    }

    private boolean applyAll(List<RowChange> changes, Conflicts conflicts) throws IOException {
        List<Run> runs = new ArrayList<>();
        StringBuilder packet = new StringBuilder(1 << 12);
        for (int from = 0; from < changes.size(); ) {
            int to = statements.end(changes, from, conflicts);
            Run run = statements.run(changes.subList(from, to), conflicts);
            from = to;
            runs.add(run);
            packet.append(packet.length() == 0 ? "" : ";");
            run.append(packet);
        }
        return applyAll(runs, packet);
    }

    private boolean isSkipped(RowChange change, Refusals refusals) {
        boolean is = skipped.contains(change.table());
        if (is) {
            refusals.skipped(change);
        }
        return is;
    }

    private static Optional<Refusal> unfit(RowChange change) {
        Row row = change.after();
        for (int i = 0; i < row.size(); i++) {
            Optional<Refusal> unfit = Refusal.ofValue(row.value(i));
            if (unfit.isPresent()) {
                return unfit;
            }
        }
        return Optional.empty();
    }

    /** False when something was not as expected; then nothing of it is there. */
    private boolean applyAll(List<Run> runs, StringBuilder packet) throws IOException {
        byte[] bytes = ("SAVEPOINT packet;" + packet).getBytes(StandardCharsets.UTF_8);
        if (bytes.length + 1024 > largestPacket) {
            return false;
        }
        session.send(bytes, bytes.length);
        boolean asExpected = true;
        try {
            session.outcome();
            for (Run run : runs) {
                asExpected &= run.isAsExpected(session.outcome());
            }
        } catch (ServerError e) {
            if (Refusal.ofRowOrTable(e).isEmpty()) {
                throw e;
            }
            asExpected = false;
        }
        if (!asExpected) {
            session.execute("ROLLBACK TO SAVEPOINT packet");
        }
        return asExpected;
    }

    /** What one statement did: rows, or why not. */
    private record Result(long rows, Optional<Refusal> refusal, String statement) {}

    private Result execute(StringBuilder sql) throws IOException {
        String statement = sql.toString();
        byte[] bytes = statement.getBytes(StandardCharsets.UTF_8);
        if (bytes.length + 1024 > largestPacket) {
            Refusal refusal = new Refusal(
                    Cause.DATA,
                    "The change is larger than the target's max_allowed_packet, " + largestPacket + " bytes.");
            return new Result(0, Optional.of(refusal), statement.substring(0, 1024));
        }
        session.execute("SAVEPOINT one");
        try {
            Outcome outcome = session.execute(bytes, bytes.length);
            Optional<Refusal> refusal = outcome.warnings() == 0 ? Optional.empty() : Refusal.ofWarnings(session);
            if (refusal.isPresent()) {
                session.execute("ROLLBACK TO SAVEPOINT one");
            }
            return new Result(outcome.rows(), refusal, statement);
        } catch (ServerError e) {
            Optional<Refusal> refusal = Refusal.ofRowOrTable(e);
            if (refusal.isEmpty()) {
                throw e;
            }
            return new Result(0, refusal, statement);
        }
    }

    private void applyOne(RowChange change, Conflicts conflicts, Refusals refusals) throws IOException {
        Result result;
        Optional<Refusal> unfit = unfit(change);
        if (unfit.isPresent()) {
            result = new Result(0, unfit, change.operation() + " " + change.table() + " " + values(change.after()));
        } else {
            result = switch (change.operation()) {
                case INSERT -> insert(change, conflicts);
                case UPDATE -> update(change, conflicts);
                case DELETE -> delete(change, conflicts);
            };
        }
        if (result.refusal().isPresent()) {
            refuse(change, result, refusals);
        }
    }

    private static String values(Row row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            text.append(i == 0 ? "(" : ",").append(row.value(i));
        }
        return text.append(')').toString();
    }

    private Result insert(RowChange change, Conflicts conflicts) throws IOException {
        StringBuilder text = new StringBuilder();
        ApplySql sql = statements.sql(change.schema());
        if (conflicts.onDuplicateKey() == OnDuplicateKey.UPDATE && sql.isKeyed() && sql.isWhole(change.after())) {
            sql.upsert(text, List.of(change));
        } else {
            sql.insert(text, List.of(change));
        }
        return execute(text);
    }

    private Result update(RowChange change, Conflicts conflicts) throws IOException {
        StringBuilder text = new StringBuilder();
        ApplySql sql = statements.sql(change.schema());
        sql.update(text, change);
        Result result = execute(text);
        boolean taken = result.refusal()
                .filter(refusal -> refusal.cause() == Cause.DUPLICATE_KEY)
                .isPresent();
        if (taken && conflicts.onDuplicateKey() == OnDuplicateKey.UPDATE) {
            return replace(change, conflicts, result);
        }
        if (result.refusal().isPresent() || result.rows() > 0) {
            return result;
        }
        if (conflicts.onMissingRow() == OnMissingRow.REJECT) {
            return missing(Cause.NO_ROW_TO_UPDATE, "0 rows affected: the row to update is missing", result);
        }
        if (sql.isWhole(change.after())) {
            return insert(change, conflicts);
        }
        Result moved = sql.keepsKey(change) ? result : updateAtNewKey(change);
        boolean done = moved.refusal().isPresent() || moved.rows() > 0 || conflicts.equals(Conflicts.IDEMPOTENT);
        return done ? moved : insert(change, conflicts);
    }

    /** The row under the new key becomes this one; the one under the old key goes. */
    private Result replace(RowChange change, Conflicts conflicts, Result taken) throws IOException {
        ApplySql sql = statements.sql(change.schema());
        boolean whole = sql.isWhole(change.after());
        if (!whole && (sql.keepsKey(change) || updateAtNewKey(change).rows() == 0)) {
            return taken;
        }
        StringBuilder old = new StringBuilder();
        sql.delete(old, change);
        Result deleted = execute(old);
        return whole ? insert(change, conflicts) : deleted;
    }

    /** For a change of the key that comes once more: the row has moved already. */
    private Result updateAtNewKey(RowChange change) throws IOException {
        RowChange there = new RowChange(
                change.schema(),
                change.operation(),
                Row.NONE,
                change.after(),
                change.transaction(),
                change.ordinal(),
                change.position());
        StringBuilder text = new StringBuilder();
        statements.sql(change.schema()).update(text, there);
        return execute(text);
    }

    private Result delete(RowChange change, Conflicts conflicts) throws IOException {
        StringBuilder text = new StringBuilder();
        statements.sql(change.schema()).delete(text, change);
        Result result = execute(text);
        boolean done = result.refusal().isPresent()
                || result.rows() > 0
                || conflicts.onMissingDelete() == OnMissingDelete.IGNORE;
        return done ? result : missing(Cause.NO_ROW_TO_DELETE, "0 rows affected: the row to delete is missing", result);
    }

    private static Result missing(Cause cause, String message, Result result) {
        return new Result(0, Optional.of(new Refusal(cause, message)), result.statement());
    }

    private void refuse(RowChange change, Result result, Refusals refusals) throws IOException {
        Refusal refusal = result.refusal().orElseThrow();
        Rejected rejected = new Rejected(
                change.table(), refusal.cause(), refusal.message(), result.statement(), "", refusal.answer());
        switch (refusals.refused(change, rejected)) {
            case SKIP -> {}
            case SKIP_TABLE -> skipped.add(change.table());
            case STOP -> {
                session.execute("ROLLBACK");
                throw new StoppedByPolicy(
                        change.operation() + " on " + change.table() + " was refused: " + refusal.message());
            }
        }
    }

    @Override
    public void commit(Refusals refusals) {
        try {
            session.execute("COMMIT");
        } catch (IOException e) {
            throw failure(e);
        }
        skipped.clear(); // from here the run knows; the table may be loaded again and go on
    }

    @Override
    public void put(String schema, ControlTable table, List<Map<String, Object>> rows) {
        try {
            new ControlSql(session, MySqlControl.schema(schema), table).put(rows);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** By DELETE: TRUNCATE would end the transaction. */
    @Override
    public void empty(TableId table) {
        try {
            session.execute("DELETE FROM " + Sql.name(place.apply(table)));
        } catch (IOException e) {
            throw sessions.failure("empty table " + table, e);
        }
    }

    private RuntimeException failure(IOException e) {
        return sessions.failure("apply changes", e);
    }

    /** Hangs up: the server takes back what is not committed. */
    @Override
    public void close() {
        session.close();
    }
}
