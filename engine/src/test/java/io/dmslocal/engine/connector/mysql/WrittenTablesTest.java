package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.WrittenTablesContract;
import java.util.List;
import org.junit.jupiter.api.Nested;

class WrittenTablesTest {

    abstract static class OfTheFamily extends WrittenTablesContract {

        @Override
        protected Connector connector() {
            return new MySqlConnector();
        }

        @Override
        protected List<String> declaredTypes() {
            return List.of(
                    "int",
                    "INT(11)",
                    "integer unsigned",
                    "bigint(20) unsigned zerofill",
                    "tinyint",
                    "bool",
                    "mediumint",
                    "decimal",
                    "NUMERIC(12,2)",
                    "float",
                    "double precision",
                    "bit",
                    "bit(9)",
                    "char",
                    "char(7)",
                    "varchar(30)",
                    "varbinary(20)",
                    "binary(3)",
                    "tinytext",
                    "text",
                    "longtext",
                    "blob",
                    "longblob",
                    "date",
                    "datetime",
                    "datetime(6)",
                    "timestamp(3) null",
                    "time(2)",
                    "year",
                    "enum('a','it''s')",
                    "set('x','y')",
                    "point");
        }
    }

    @Nested
    class MySql extends OfTheFamily {
        @Override
        protected ContractDatabase database() {
            return new ServerDatabase(MySqlServer.shared());
        }
    }

    @Nested
    class MariaDb extends OfTheFamily {
        @Override
        protected ContractDatabase database() {
            return new ServerDatabase(MariaDbServer.shared());
        }
    }
}
