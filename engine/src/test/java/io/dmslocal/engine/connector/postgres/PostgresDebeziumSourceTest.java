package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.SourceContract;
import io.dmslocal.engine.record.TableId;
import java.util.List;

/** The contract once more, with changes that come through Debezium. */
class PostgresDebeziumSourceTest extends SourceContract {

    private static final ContractDatabase DATABASE = PostgresServer.shared().database("debezium_contract");

    @Override
    protected Connector connector() {
        return new PostgresConnector(ChangeCapture.DEBEZIUM);
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
