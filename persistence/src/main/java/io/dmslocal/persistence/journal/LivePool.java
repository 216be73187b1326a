package io.dmslocal.persistence.journal;

import com.typesafe.config.Config;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import scala.Option;
import slick.jdbc.JdbcDataSource;
import slick.jdbc.JdbcDataSourceFactory;
import slick.jdbc.hikaricp.HikariCPJdbcDataSource;

/**
 * Akka Persistence JDBC's pool for H2: none of its connections is of a database that H2 has given up. Hikari looks only at connections that nobody had for half a
 * second, and does not take H2's "already closed" for the loss of a connection: where there is always somebody who needs one, a dead connection would go from
 * hand to hand, and nobody would open the file again. The look costs no SQL.
 *
 * <p>Public because Slick takes it by name, in {@code journal-h2.conf}.
 */
public final class LivePool implements JdbcDataSource {

    /** Where Slick looks for it: as Scala names the only instance of an object. */
    public static final JdbcDataSourceFactory MODULE$ = LivePool::new;

    /** Seconds; H2 answers at once. */
    private static final int ANSWER = 1;

    private final HikariCPJdbcDataSource pool;

    private LivePool(Config config, Driver driver, String name, ClassLoader classes) {
        pool = HikariCPJdbcDataSource.forConfig(config, driver, name, classes);
    }

    /** Dead ones, which are not given back, are as many at most as the pool has: new ones are of the file that was opened again. */
    static Connection connection(HikariDataSource pool) throws SQLException {
        Connection connection = pool.getConnection();
        while (!connection.isValid(ANSWER)) {
            pool.evictConnection(connection);
            connection = pool.getConnection();
        }
        return connection;
    }

    @Override
    public Connection createConnection() {
        try {
            return connection(pool.ds());
        } catch (SQLException e) {
            throw LivePool.<RuntimeException>asItIs(e);
        }
    }

    /** Scala's methods do not say what they throw; who asks for a connection waits for an SQLException. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> E asItIs(SQLException e) throws E {
        throw (E) e;
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public Option<Object> maxConnections() {
        return pool.maxConnections();
    }
}
