package io.dmslocal.persistence.checkpoint;

import io.dmslocal.persistence.journal.JournalDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One owner's rows. Every write locks the owner's row and looks whether its epoch is still the newest. */
final class JdbcCheckpoint implements Checkpoint {

    /** No epoch is 0. */
    static final long READ_ONLY = 0;

    private final JournalDatabase database;
    private final String owner;
    private final long epoch;

    JdbcCheckpoint(JournalDatabase database, String owner, long epoch) {
        this.database = database;
        this.owner = owner;
        this.epoch = epoch;
    }

    @Override
    public Optional<String> load(String name) {
        List<String> found = bodies("select body from dms_checkpoint_document where owner = ? and name = ?", name);
        return found.stream().findFirst();
    }

    @Override
    public void save(Map<String, String> documents) {
        String sql = switch (database.dialect()) {
            case H2 -> "merge into dms_checkpoint_document (owner, name, body) key (owner, name) values (?, ?, ?)";
            case POSTGRESQL ->
                "insert into dms_checkpoint_document (owner, name, body) values (?, ?, ?)"
                        + " on conflict (owner, name) do update set body = excluded.body";
        };
        write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (Map.Entry<String, String> document : documents.entrySet()) {
                    statement.setString(1, owner);
                    statement.setString(2, document.getKey());
                    statement.setString(3, document.getValue());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        });
    }

    @Override
    public void append(String list, String entry) {
        write("insert into dms_checkpoint_entry (owner, list, body) values (?, ?, ?)", list, entry);
    }

    @Override
    public List<String> entries(String list) {
        return bodies("select body from dms_checkpoint_entry where owner = ? and list = ? order by ordinal", list);
    }

    @Override
    public void clear(String list) {
        write("delete from dms_checkpoint_entry where owner = ? and list = ?", list);
    }

    private List<String> bodies(String sql, String name) {
        return database.read(connection -> {
            List<String> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, owner);
                statement.setString(2, name);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
            }
            return found;
        });
    }

    private interface Writing {
        void on(Connection connection) throws SQLException;
    }

    /** @param values after the owner */
    private void write(String sql, String... values) {
        write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, owner);
                for (int i = 0; i < values.length; i++) {
                    statement.setString(i + 2, values[i]);
                }
                statement.executeUpdate();
            }
        });
    }

    private void write(Writing writing) {
        if (epoch == READ_ONLY) {
            throw new IllegalStateException("The checkpoint of " + owner + " was opened for reading only");
        }
        database.transaction(connection -> {
            requireNewest(connection);
            writing.on(connection);
            return null;
        });
    }

    private void requireNewest(Connection connection) throws SQLException {
        String sql = "select epoch from dms_checkpoint_owner where owner = ? for update";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, owner);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next() || rows.getLong(1) != epoch) {
                    throw new Fenced(owner);
                }
            }
        }
    }
}
