package io.dmslocal.persistence.checkpoint;

import io.dmslocal.persistence.journal.JournalDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Checkpoints in the journal's database. */
public final class JdbcCheckpointStore implements CheckpointStore {

    private final JournalDatabase database;

    /** @param database outlives this store */
    public JdbcCheckpointStore(JournalDatabase database) {
        this.database = database;
    }

    @Override
    public Checkpoint open(String owner) {
        // From one sequence for all owners and for ever: an epoch never comes back, even for an owner that was deleted
        // meanwhile.
        long epoch = database.transaction(connection -> {
            long next = nextEpoch(connection);
            String sql = switch (database.dialect()) {
                case H2 -> "merge into dms_checkpoint_owner (owner, epoch) key (owner) values (?, ?)";
                case POSTGRESQL ->
                    "insert into dms_checkpoint_owner (owner, epoch) values (?, ?)"
                            + " on conflict (owner) do update set epoch = excluded.epoch";
            };
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, owner);
                statement.setLong(2, next);
                statement.executeUpdate();
            }
            return next;
        });
        return new JdbcCheckpoint(database, owner, epoch);
    }

    @Override
    public Checkpoint look(String owner) {
        return new JdbcCheckpoint(database, owner, JdbcCheckpoint.READ_ONLY);
    }

    @Override
    public void delete(String owner) {
        database.transaction(connection -> {
            // The owner first: whoever still writes waits for this row, then finds itself fenced.
            for (String table :
                    new String[] {"dms_checkpoint_owner", "dms_checkpoint_document", "dms_checkpoint_entry"}) {
                try (PreparedStatement statement =
                        connection.prepareStatement("delete from " + table + " where owner = ?")) {
                    statement.setString(1, owner);
                    statement.executeUpdate();
                }
            }
            return null;
        });
    }

    @Override
    public void close() {
        // the connections are the database's
    }

    private long nextEpoch(Connection connection) throws SQLException {
        String sql = switch (database.dialect()) {
            case H2 -> "select next value for dms_checkpoint_epoch";
            case POSTGRESQL -> "select nextval('dms_checkpoint_epoch')";
        };
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
