package io.dmslocal.persistence.checkpoint;

import io.dmslocal.persistence.journal.PostgresServer;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresServer.class)
class PostgresCheckpointTest extends CheckpointContract {

    @Override
    String freshUrl() {
        return PostgresServer.newDatabase();
    }
}
