package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.SourceContract;

/** The contract once more, with changes that come through Debezium. */
class MariaDbDebeziumSourceTest extends SourceContract {

    @Override
    protected Connector connector() {
        return new MySqlConnector(ChangeCapture.DEBEZIUM);
    }

    @Override
    protected ContractDatabase database() {
        return new ServerDatabase(MariaDbServer.shared());
    }
}
