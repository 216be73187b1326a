package io.dmslocal.engine.connector.debezium;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a connector knows of one capture that Debezium's records do not say. {@link #cell} is called by Debezium's thread, everything else by the thread
 * that opens the reader or calls its {@code next}.
 */
public interface Dialect extends AutoCloseable {

    /** A table's definition at the position from which the reader starts. */
    record Definition(String database, String ddl) {}

    /** Debezium's settings: the connector's class, the connection, the tables. */
    Map<String, String> configuration();

    /** The position from which to read. */
    Position from();

    /** Debezium's offset of {@link #from}. */
    Map<String, Object> offset();

    /** The tables at {@link #from}, for a connector that follows DDL; empty for the others. */
    default List<Definition> definitions() {
        return List.of();
    }

    /** A value as text, from which {@link TableForm#value} makes the record's; {@link DebeziumTypes#text} where the connector knows no better. */
    default String cell(CapturedColumn column, Object value) {
        return DebeziumTypes.text(value);
    }

    /** Whether this table's changes are wanted: Debezium's lists of tables do not tell capital letters from small ones. */
    boolean isCaptured(TableId table);

    /** The position behind what ended when Debezium had this offset: from there reading can start again. */
    Position end(Map<String, ?> offset);

    /**
     * The position of a change within its transaction: behind {@code last}, before the transaction's end, and behind the changes before it.
     *
     * @param last the position that was told last, or from which reading started
     * @param begin Debezium's offset at the transaction's beginning
     * @param ordinal of the change in its transaction, from 1
     */
    Position within(Position last, Map<String, ?> begin, int ordinal);

    Transaction transaction(Origin origin);

    /**
     * How to read a table's rows from here on; a change of its definition that the log did not tell is added to {@code into}.
     *
     * @param columns as Debezium has them
     */
    TableForm table(
            TableId table, List<CapturedColumn> columns, Transaction transaction, Position position, List<Change> into);

    /** Takes in a DDL statement; what it did to captured tables is added to {@code into}. */
    default void ddl(
            String database, String statement, Transaction transaction, Position position, List<Change> into) {}

    /** Whether rows that are inserted into this table tell what happens to others. */
    default boolean tellsDdl(TableId table) {
        return false;
    }

    /**
     * Takes in such a row; what it tells is added to {@code into}.
     *
     * @param row texts by column, without those that are NULL
     */
    default void told(Map<String, String> row, Transaction transaction, Position position, List<Change> into) {}

    /** Why a transaction had changes and no end, for people: the run stops with it. */
    String unfinished();

    /** What an exception of Debezium's connector means, where this connector knows better than {@link EngineFailure}. */
    default Optional<ConnectorException> failure(Throwable cause) {
        return Optional.empty();
    }

    @Override
    void close();
}
