package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.SourceContract;
import io.dmslocal.engine.record.TableId;
import java.util.List;

class PostgresSourceContractTest extends SourceContract {

    private static final ContractDatabase DATABASE = PostgresServer.shared().database("source_contract");

    @Override
    protected Connector connector() {
        return new PostgresConnector();
    }

    @Override
    protected ContractDatabase database() {
        return DATABASE;
    }

    @Override
    protected List<String> logOldRows(TableId table) {
        return List.of("alter table " + DATABASE.quote(table) + " replica identity full");
    }
}
