package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.SourceFilterContract;

class MySqlFilterTest extends SourceFilterContract {

    @Override
    protected Connector connector() {
        return new MySqlConnector();
    }

    @Override
    protected ContractDatabase database() {
        return new ServerDatabase(MySqlServer.shared());
    }
}
