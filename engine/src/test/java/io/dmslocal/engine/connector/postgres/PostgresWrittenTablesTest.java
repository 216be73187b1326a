package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.connector.spi.WrittenTablesContract;
import java.util.List;

class PostgresWrittenTablesTest extends WrittenTablesContract {

    private static final ContractDatabase DATABASE = PostgresServer.shared().database("written_tables");

    @Override
    protected Connector connector() {
        return new PostgresConnector();
    }

    @Override
    protected ContractDatabase database() {
        return DATABASE;
    }

    @Override
    protected List<String> declaredTypes() {
        return List.of(
                "int",
                "INTEGER",
                "int8",
                "smallint",
                "numeric",
                "numeric(12,2)",
                "decimal(40)",
                "DEC(5, 0)",
                "money",
                "real",
                "float",
                "float(10)",
                "double precision",
                "boolean",
                "char",
                "char(7)",
                "bpchar",
                "\"char\"",
                "varchar",
                "character varying (30)",
                "text",
                "name",
                "bytea",
                "timestamp",
                "timestamp(3)",
                "timestamp (0) without time zone",
                "timestamptz",
                "timestamp(2) with time zone",
                "date",
                "time",
                "time(3)",
                "timetz",
                "time with time zone",
                "interval",
                "uuid",
                "inet",
                "cidr",
                "macaddr",
                "bit",
                "bit(9)",
                "bit varying",
                "varbit(5)",
                "tsvector",
                "xml",
                "json",
                "jsonb",
                "point",
                "box",
                "polygon",
                "int4range",
                "integer[]",
                "text [ ]",
                "numeric(5,2)[]",
                "oid");
    }
}
