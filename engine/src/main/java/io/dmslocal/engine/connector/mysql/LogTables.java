package io.dmslocal.engine.connector.mysql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.mysql.DdlReader.Effect;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.CaptureMemory;
import io.dmslocal.engine.record.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The captured tables as they are at the place that the log's reader has reached. Every definition is remembered with the place from which on it holds,
 * so that a reader that starts again behind a DDL statement, or before it, knows the tables of its place.
 */
final class LogTables {

    private static final String MEMORY = "tables";
    /** Tables that the log does not fit, and where that was seen: a line of position, schema and name, with tabs between. */
    private static final String MISFITS = "misfits";

    private static final int LOOKS = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sessions sessions;
    private final Set<TableId> wanted;
    private final Predicate<TableId> later;
    private final CaptureMemory memory;
    private final DdlReader ddl;
    private final Map<TableId, LogTable> current = new HashMap<>();
    /** Tables whose definition is known for a place that is still to come, and not before. */
    private final Map<TableId, LogPosition> knownFrom = new HashMap<>();

    /** Whose rows are not as the definition says: none of them is read. */
    private final Set<TableId> misfits = new HashSet<>();

    private LogPosition started = new LogPosition("", 0);

    /** @param later which tables are wanted when they come */
    LogTables(Sessions sessions, Set<TableId> wanted, Predicate<TableId> later, CaptureMemory memory, boolean mariaDb) {
        this.later = later;
        this.sessions = sessions;
        this.wanted = Set.copyOf(wanted);
        this.memory = memory;
        this.ddl = new DdlReader(mariaDb, sessions.log());
    }

    /** Remembers the tables as they are now, and nothing else. */
    void start(Session session, LogPosition place) throws IOException {
        memory.clear(MEMORY);
        memory.clear(MISFITS);
        Catalogue catalogue = new Catalogue(session);
        for (TableId table : wanted) {
            remember(catalogue.table(table).from(place));
        }
    }

    /**
     * Recalls the tables as they were at {@code place}. Tables that were never remembered are taken as they are now: where they came since, or were altered, the log
     * tells it of a table that is known as it is afterwards already.
     */
    void recall(Session session, LogPosition place) throws IOException {
        started = memory.entries(MEMORY).stream()
                .map(entry -> LogPosition.parse(read(entry).position()))
                .min(Comparator.naturalOrder())
                .orElse(place);
        Map<TableId, LogPosition> unfit = unfit(place);
        for (String entry : memory.entries(MEMORY)) {
            LogTable table = read(entry);
            LogPosition since = LogPosition.parse(table.position());
            LogPosition misfit = unfit.get(table.table());
            if (misfit != null && since.compareTo(misfit) <= 0) {
                continue; // the server's definition of now is nearer
            }
            boolean holds = since.compareTo(place) <= 0;
            if (wanted.contains(table.table()) && (holds || !current.containsKey(table.table()))) {
                current.put(table.table(), table);
            }
        }
        Catalogue catalogue = new Catalogue(session);
        for (TableId table : wanted) {
            if (!current.containsKey(table)) {
                live(session, catalogue, table);
            }
        }
        current.forEach((table, definition) -> {
            LogPosition from = LogPosition.parse(definition.position());
            if (from.compareTo(place) > 0) {
                knownFrom.put(table, from);
            }
        });
    }

    /** Where tables were last found to be misfits, up to there. */
    private Map<TableId, LogPosition> unfit(LogPosition place) {
        Map<TableId, LogPosition> unfit = new HashMap<>();
        for (String entry : memory.entries(MISFITS)) {
            String[] words = entry.split("\t", 3);
            LogPosition seen = LogPosition.parse(words[0]);
            if (seen.compareTo(place) <= 0) {
                unfit.merge(
                        new TableId(words[1], words[2]), seen, (one, other) -> one.compareTo(other) > 0 ? one : other);
            }
        }
        return unfit;
    }

    /**
     * Rows at this place are not as the definition says. No row of the table is read from here on; a reader that begins behind it takes the table as the server
     * has it then.
     */
    void misfits(TableId table, LogPosition place) {
        misfits.add(table);
        memory.append(MISFITS, place.text() + "\t" + table.schema() + "\t" + table.name());
    }

    /** Looks twice, so that no statement lies between the definition and its place. */
    private void live(Session session, Catalogue catalogue, TableId table) throws IOException {
        LogTable seen = catalogue.table(table);
        for (int looks = 0; looks < LOOKS; looks++) {
            LogPosition end = Snapshot.endOfLog(session);
            LogTable again = catalogue.table(table);
            boolean isSame = again.isLike(seen);
            seen = again.from(end);
            if (isSame) {
                break;
            }
        }
        remember(seen);
    }

    /** Whether rows at this place may have other columns than the definition. */
    boolean isKnownLater(TableId table, LogPosition place) {
        LogPosition from = knownFrom.get(table);
        return from != null && place.compareTo(from) <= 0;
    }

    /** All that are there at the place that was reached. */
    List<LogTable> all() {
        return current.values().stream()
                .filter(table -> !table.columns().isEmpty())
                .toList();
    }

    /** The definition, when this table is captured. */
    Optional<LogTable> find(TableId table) {
        return Optional.ofNullable(current.get(table))
                .filter(found -> !found.columns().isEmpty() && !misfits.contains(table));
    }

    /** Takes in a DDL statement; what it did to captured tables. */
    List<Effect> apply(String database, String statement, LogPosition place) {
        if (place.compareTo(started) <= 0) {
            return List.of(); // the tables are known as they were when the capture started
        }
        Map<TableId, LogTable> here = new HashMap<>(current);
        here.keySet().removeIf(table -> isKnownLater(table, place));
        List<Effect> effects = new ArrayList<>(ddl.read(database, statement, here, later));
        for (Effect effect : List.copyOf(effects)) {
            if (isKnownLater(effect.table(), place)) {
                effects.remove(effect); // the run has the table, and reads it or follows it
                if (effect.kind() == DdlReader.Kind.CREATED && effect.made().isPresent()) {
                    knownFrom.remove(effect.table());
                    remember(effect.made().get().from(place));
                }
                continue;
            }
            if (misfits.contains(effect.table()) && effect.kind() == DdlReader.Kind.DEFINITION) {
                effects.remove(effect); // made of a definition that was not true
                continue;
            }
            if (effect.kind() != DdlReader.Kind.TRUNCATED) {
                misfits.remove(effect.table());
            }
            switch (effect.kind()) {
                case TRUNCATED -> {}
                case DROPPED, RENAMED -> remember(gone(effect.table()).from(place));
                case DEFINITION, CREATED, APPEARED ->
                    remember(definition(effect).from(place));
            }
        }
        return effects;
    }

    private static LogTable gone(TableId table) {
        return new LogTable("", table.schema(), table.name(), List.of(), List.of(), "");
    }

    /**
     * The live definition where it has the columns that the statement makes: it also knows what the parser does not (generated columns, character sets,
     * keys). Where later statements have changed the table again, or it is gone, the parser's.
     */
    private LogTable definition(Effect effect) {
        try (Session session = sessions.open()) {
            LogTable live = new Catalogue(session).table(effect.table());
            return effect.made().filter(made -> !made.isLike(live)).orElse(live);
        } catch (IOException e) {
            throw sessions.failure("read the definition of " + effect.table(), e);
        }
    }

    private void remember(LogTable table) {
        current.put(table.table(), table);
        try {
            memory.append(MEMORY, JSON.writeValueAsString(table));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LogTable read(String entry) {
        try {
            return JSON.readValue(entry, LogTable.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The remembered definition cannot be read: " + entry, e);
        }
    }
}
