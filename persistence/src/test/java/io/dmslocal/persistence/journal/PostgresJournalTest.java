package io.dmslocal.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresServer.class)
class PostgresJournalTest extends JournalContract {

    @Override
    Config fresh() {
        return ConfigFactory.parseMap(Map.of("dms-local.persistence.journal.url", PostgresServer.newDatabase()))
                .withFallback(ConfigFactory.parseResources("journal-postgresql.conf"));
    }
}
