package io.dmslocal.persistence.journal;

import akka.persistence.jdbc.journal.dao.JournalTables.JournalAkkaSerializationRow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import scala.jdk.javaapi.OptionConverters;

/**
 * An event as it lies in the table {@code event_journal}.
 *
 * @param metadata of Akka's own; ours have none
 */
record EventRow(
        boolean deleted,
        String persistenceId,
        long sequenceNumber,
        String writer,
        long writeTimestamp,
        String adapterManifest,
        Serialized event,
        Optional<Serialized> metadata) {

    record Serialized(byte[] payload, int serializer, String manifest) {

        void write(DataOutput out) throws IOException {
            out.writeInt(payload.length);
            out.write(payload);
            out.writeInt(serializer);
            out.writeUTF(manifest);
        }

        static Serialized read(DataInput in) throws IOException {
            byte[] payload = new byte[in.readInt()];
            in.readFully(payload);
            return new Serialized(payload, in.readInt(), in.readUTF());
        }
    }

    private static final String INSERT = """
            insert into "event_journal" ("deleted", "persistence_id", "sequence_number", "writer", "write_timestamp", "adapter_manifest",
              "event_payload", "event_ser_id", "event_ser_manifest", "meta_payload", "meta_ser_id", "meta_ser_manifest")
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String ANY =
            "select 1 from \"event_journal\" where \"persistence_id\" = ? and \"sequence_number\" = ?";

    static EventRow of(JournalAkkaSerializationRow row) {
        return new EventRow(
                row.deleted(),
                row.persistenceId(),
                row.sequenceNumber(),
                row.writer(),
                row.writeTimestamp(),
                row.adapterManifest(),
                new Serialized(row.eventPayload(), row.eventSerId(), row.eventSerManifest()),
                OptionConverters.toJava(row.metaPayload())
                        .map(payload -> new Serialized(
                                payload,
                                (Integer) row.metaSerId().get(),
                                row.metaSerManifest().get())));
    }

    /** In one batch. */
    static void insert(Connection connection, List<EventRow> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (EventRow row : rows) {
                row.bind(statement);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    boolean isIn(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ANY)) {
            statement.setString(1, persistenceId);
            statement.setLong(2, sequenceNumber);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private void bind(PreparedStatement statement) throws SQLException {
        statement.setBoolean(1, deleted);
        statement.setString(2, persistenceId);
        statement.setLong(3, sequenceNumber);
        statement.setString(4, writer);
        statement.setLong(5, writeTimestamp);
        statement.setString(6, adapterManifest);
        bind(statement, 7, event);
        if (metadata.isPresent()) {
            bind(statement, 10, metadata.get());
        } else {
            statement.setNull(10, Types.BINARY);
            statement.setNull(11, Types.INTEGER);
            statement.setNull(12, Types.VARCHAR);
        }
    }

    private static void bind(PreparedStatement statement, int column, Serialized value) throws SQLException {
        statement.setBytes(column, value.payload());
        statement.setInt(column + 1, value.serializer());
        statement.setString(column + 2, value.manifest());
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(deleted);
        out.writeUTF(persistenceId);
        out.writeLong(sequenceNumber);
        out.writeUTF(writer);
        out.writeLong(writeTimestamp);
        out.writeUTF(adapterManifest);
        event.write(out);
        out.writeBoolean(metadata.isPresent());
        if (metadata.isPresent()) {
            metadata.get().write(out);
        }
    }

    static EventRow read(DataInput in) throws IOException {
        return new EventRow(
                in.readBoolean(),
                in.readUTF(),
                in.readLong(),
                in.readUTF(),
                in.readLong(),
                in.readUTF(),
                Serialized.read(in),
                in.readBoolean() ? Optional.of(Serialized.read(in)) : Optional.empty());
    }
}
