package io.dmslocal.persistence.journal;

import akka.dispatch.Dispatchers;
import akka.persistence.SnapshotMetadata;
import akka.persistence.jdbc.config.SnapshotConfig;
import akka.persistence.jdbc.snapshot.dao.DefaultSnapshotDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import slick.jdbc.JdbcBackend.DatabaseDef;
import slick.jdbc.JdbcProfile;

/**
 * Akka Persistence JDBC's access to snapshots, but a quick look first: most entities, and all new ones, have none. Named in {@code journal-jdbc.conf}.
 */
public final class SnapshotDao extends DefaultSnapshotDao {

    private static final String ANY = "select 1 from \"snapshot\" where \"persistence_id\" = ? limit 1";

    private final DatabaseDef database;
    private final Executor blocking;

    /** As Akka Persistence JDBC makes it, by reflection. */
    public SnapshotDao(
            DatabaseDef database,
            JdbcProfile profile,
            SnapshotConfig config,
            Serialization serialization,
            ExecutionContext executor,
            Materializer materializer) {
        super(database, profile, config, serialization, executor, materializer);
        this.database = database;
        blocking = materializer.system().dispatchers().lookup(Dispatchers.DefaultBlockingDispatcherId());
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
        CompletionStage<Boolean> any = CompletableFuture.supplyAsync(() -> hasAny(persistenceId), blocking);
        return FutureConverters.asScala(any.thenCompose(found -> found
                ? FutureConverters.asJava(super.latestSnapshot(persistenceId))
                : CompletableFuture.completedFuture(Option.empty())));
    }

    private boolean hasAny(String persistenceId) {
        try (Connection connection = database.source().createConnection();
                PreparedStatement statement = connection.prepareStatement(ANY)) {
            statement.setString(1, persistenceId);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        } catch (SQLException e) {
            throw new JournalException("The snapshots of " + persistenceId + " cannot be read: " + e.getMessage(), e);
        }
    }
}
