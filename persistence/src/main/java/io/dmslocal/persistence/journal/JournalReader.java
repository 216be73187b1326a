package io.dmslocal.persistence.journal;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dmslocal.persistence.serialization.Redaction;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/** Reads the events of one entity at a time. Blocking; thread-safe. */
public final class JournalReader implements Journals {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Rows that the database's driver hands over at a time. */
    private static final int FETCH_ROWS = 256;

    private static final String EVENTS = """
            select "sequence_number", "write_timestamp", "event_ser_id", "event_ser_manifest", "event_payload"
            from "event_journal"
            where "persistence_id" = ? and "sequence_number" >= ? and "sequence_number" <= ? and "deleted" = false
            order by "sequence_number"
            limit ?
            """;

    private final JournalDatabase database;
    private final Serialization serialization;

    /** @param system whose serializers read the events */
    public JournalReader(JournalDatabase database, ActorSystem<?> system) {
        this.database = database;
        this.serialization = SerializationExtension.get(Adapter.toClassic(system));
    }

    /**
     * Events as people read them, in order.
     *
     * @param from the first sequence number wanted
     * @param limit at most so many
     */
    public List<JournalEntry> entries(String persistenceId, long from, int limit) {
        List<JournalEntry> found = new ArrayList<>();
        read(
                persistenceId,
                from,
                Long.MAX_VALUE,
                limit,
                row -> found.add(new JournalEntry(
                        persistenceId,
                        row.getLong("sequence_number"),
                        Instant.ofEpochMilli(row.getLong("write_timestamp")),
                        type(row.getString("event_ser_manifest")),
                        json(row.getBytes("event_payload")))));
        return found;
    }

    /**
     * Folds events as the entity reads them, secrets open, from the first up to and with {@code to}; a long journal never lies in memory as a whole.
     *
     * @param step makes the next state of a state and an event
     */
    public <S> S fold(String persistenceId, long to, S initial, BiFunction<S, Object, S> step) {
        AtomicReference<S> state = new AtomicReference<>(initial);
        read(persistenceId, 1, to, Integer.MAX_VALUE, row -> {
            state.set(step.apply(state.get(), event(row)));
        });
        return state.get();
    }

    @Override
    public void events(String persistenceId, long after, Journals.Reading reading) {
        read(
                persistenceId,
                after + 1,
                Long.MAX_VALUE,
                Integer.MAX_VALUE,
                row -> reading.event(
                        row.getLong("sequence_number"),
                        Instant.ofEpochMilli(row.getLong("write_timestamp")),
                        event(row)));
    }

    /** Looks at the whole journal: for the start of something, not for every call. */
    @Override
    public Map<String, Long> newestOf(String prefix) {
        return database.read(connection -> {
            String sql = "select \"persistence_id\", max(\"sequence_number\") from \"event_journal\""
                    + " where substring(\"persistence_id\" from 1 for ?) = ? group by \"persistence_id\"";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, prefix.length());
                statement.setString(2, prefix);
                Map<String, Long> newest = new TreeMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        newest.put(rows.getString(1), rows.getLong(2));
                    }
                }
                return newest;
            }
        });
    }

    /** The number of the newest event, 0 when there is none. */
    public long newest(String persistenceId) {
        return database.read(connection -> newest(connection, persistenceId));
    }

    static long newest(Connection connection, String persistenceId) throws SQLException {
        String sql = "select max(\"sequence_number\") from \"event_journal\" where \"persistence_id\" = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, persistenceId);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1); // 0 for null
            }
        }
    }

    private interface RowReading {
        void of(ResultSet row) throws SQLException;
    }

    private void read(String persistenceId, long from, long to, int limit, RowReading reading) {
        database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(EVENTS)) {
                statement.setString(1, persistenceId);
                statement.setLong(2, from);
                statement.setLong(3, to);
                statement.setInt(4, limit);
                statement.setFetchSize(FETCH_ROWS);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        reading.of(rows);
                    }
                }
                return null;
            }
        });
    }

    private Object event(ResultSet row) throws SQLException {
        return serialization
                .deserialize(
                        row.getBytes("event_payload"), row.getInt("event_ser_id"), row.getString("event_ser_manifest"))
                .get();
    }

    /** Jackson's manifest carries a version after a migration: {@code a.b.Event#2}. */
    private static String type(String manifest) {
        int version = manifest.indexOf('#');
        return version < 0 ? manifest : manifest.substring(0, version);
    }

    private static JsonNode json(byte[] payload) {
        try {
            return Redaction.hide(JSON.readTree(payload));
        } catch (IOException e) {
            return TextNode.valueOf(payload.length + " bytes that are not JSON"); // Akka's own events
        }
    }
}
