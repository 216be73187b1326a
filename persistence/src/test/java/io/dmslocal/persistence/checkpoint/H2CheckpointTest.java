package io.dmslocal.persistence.checkpoint;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2CheckpointTest extends CheckpointContract {

    @TempDir
    Path folder;

    @Override
    String freshUrl() {
        return "jdbc:h2:file:" + folder.resolve("journal") + ";DATABASE_TO_UPPER=false";
    }
}
