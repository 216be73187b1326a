package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.SourceFilterContract;

class PostgresFilterTest extends SourceFilterContract {

    @Override
    protected Connector connector() {
        return new PostgresConnector();
    }

    @Override
    protected ContractDatabase database() {
        return PostgresServer.shared().database("filter_contract");
    }
}
