package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.TargetContract;

class PostgresTargetContractTest extends TargetContract {

    private static final ContractDatabase DATABASE = PostgresServer.shared().database("target_contract");

    @Override
    protected Connector connector() {
        return new PostgresConnector();
    }

    @Override
    protected ContractDatabase database() {
        return DATABASE;
    }
}
