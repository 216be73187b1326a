package io.dmslocal.persistence.journal;

import akka.dispatch.Dispatchers;
import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.journal.dao.DefaultJournalDao;
import akka.persistence.jdbc.journal.dao.JournalTables.JournalAkkaSerializationRow;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Set;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend.DatabaseDef;
import slick.jdbc.JdbcProfile;

/**
 * Akka Persistence JDBC's access to the journal, with the two statements that every new entity needs, "is there anything of it?" and "write this", in plain
 * JDBC: through Slick and a stream they cost several times what the database does. Named in {@code journal-jdbc.conf}; all else is the plugin's own.
 */
public final class EventDao extends DefaultJournalDao {

    private final DatabaseDef database;
    private final Executor blocking;
    private final GroupCommit<EventRow> writing;

    /** Of a journal in a file. */
    private final Optional<DiskRoom> room;

    /** As Akka Persistence JDBC makes it, by reflection. */
    public EventDao(
            DatabaseDef database,
            JdbcProfile profile,
            JournalConfig config,
            Serialization serialization,
            ExecutionContext executor,
            Materializer materializer) {
        super(database, profile, config, serialization, executor, materializer);
        this.database = database;
        blocking = materializer.system().dispatchers().lookup(Dispatchers.DefaultBlockingDispatcherId());
        String url = materializer.system().settings().config().getString("dms-local.persistence.journal.url");
        Optional<Tail> tail = Tail.of(url);
        room = tail.map(file -> DiskRoom.of(file.file()));
        GroupCommit.Write<EventRow> write = tail.<GroupCommit.Write<EventRow>>map(
                        file -> new TailedWrite(file, room.orElseThrow()))
                .orElse((connection, rows) -> {
                    EventRow.insert(connection, rows);
                    connection.commit();
                });
        writing = new GroupCommit<>(
                () -> database.source().createConnection(),
                write,
                blocking,
                config.daoConfig().parallelism());
    }

    @Override
    public Future<BoxedUnit> queueWriteJournalRows(Seq<Tuple2<JournalAkkaSerializationRow, Set<String>>> rows) {
        List<EventRow> events = CollectionConverters.asJava(rows).stream()
                .map(EventDao::untagged)
                .toList();
        try {
            room.ifPresent(DiskRoom::demand); // before it waits in line with those who wait for H2
        } catch (JournalFull full) {
            return FutureConverters.asScala(CompletableFuture.failedFuture(full));
        }
        return FutureConverters.asScala(writing.write(events).thenApply(written -> BoxedUnit.UNIT));
    }

    private static EventRow untagged(Tuple2<JournalAkkaSerializationRow, Set<String>> row) {
        if (!row._2().isEmpty()) {
            throw new IllegalArgumentException(
                    "An event of " + row._1().persistenceId() + " has tags, which this journal does not keep");
        }
        return EventRow.of(row._1());
    }

    @Override
    public Future<Object> highestSequenceNr(String persistenceId, long from) {
        return FutureConverters.asScala(CompletableFuture.supplyAsync(() -> newest(persistenceId), blocking));
    }

    private Object newest(String persistenceId) {
        try (Connection connection = database.source().createConnection()) {
            return JournalReader.newest(connection, persistenceId);
        } catch (SQLException e) {
            throw new JournalException("The events of " + persistenceId + " cannot be read: " + e.getMessage(), e);
        }
    }
}
