package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A publication that the endpoint's PublicationName names, as it is now. The log has nothing of what it leaves out: tables, operations, rows, and the names of
 * partitions; {@link ColumnLists} knows the columns. It may publish all tables, those of schemas or those that it names: the server's own view says which.
 */
record UsersPublication(Connection connection, String name) {

    /** Members that came with later versions are asked for in JSON, which lacks them elsewhere. */
    private static final String OPTIONS = """
            SELECT p.pubinsert, p.pubupdate, p.pubdelete, (to_jsonb(p) ->> 'pubtruncate')::boolean,
                   coalesce((to_jsonb(p) ->> 'pubviaroot')::boolean, false)
            FROM pg_catalog.pg_publication p WHERE p.pubname = ?""";

    /** Of tables whose changes can be told at all, which those of views and unlogged tables cannot. */
    private static final String PUBLISHED = """
            SELECT w.s, w.t, c.oid::bigint, c.relkind = 'p', p.pubname IS NOT NULL, to_jsonb(p) ->> 'rowfilter'
            FROM unnest(?::text[], ?::text[]) AS w(s, t)
            JOIN pg_catalog.pg_namespace n ON n.nspname = w.s
            JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.t
            LEFT JOIN pg_catalog.pg_publication_tables p
              ON p.pubname = ? AND p.schemaname = n.nspname AND p.tablename = c.relname
            WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' ORDER BY 1, 2""";

    private static final String WHOLE = """
            WITH RECURSIVE whole(id) AS (
              SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE i.inhrelid = ?::oid
              UNION ALL SELECT i.inhparent FROM pg_catalog.pg_inherits i JOIN whole w ON i.inhrelid = w.id)
            SELECT n.nspname, c.relname FROM whole
            JOIN pg_catalog.pg_class c ON c.oid = whole.id AND c.relkind = 'p'
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_publication_tables p
              ON p.pubname = ? AND p.schemaname = n.nspname AND p.tablename = c.relname LIMIT 1""";

    /** @param truncates empty where the server's version publishes none */
    private record Options(
            boolean inserts, boolean updates, boolean deletes, Optional<Boolean> truncates, boolean tellsWholes) {

        String missing() {
            return Stream.of(inserts ? "" : "inserts", updates ? "" : "updates", deletes ? "" : "deletes")
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.joining(" and "));
        }

        String all() {
            return "publish = 'insert, update, delete" + (truncates.isPresent() ? ", truncate'" : "'");
        }
    }

    /** @param filter of rows; empty when all are published */
    private record Member(TableId table, long number, boolean isPartitioned, boolean isIn, Optional<String> filter) {}

    /** What keeps each of the tables from being followed from now on, and what would help. Of tables that are not there it says nothing. */
    Map<TableId, String> hindrances(Collection<TableId> tables) throws SQLException {
        Map<TableId, String> hindrances = new LinkedHashMap<>();
        for (Gap gap : gaps(tables)) {
            gap.tables()
                    .forEach(table -> hindrances.merge(table, gap.sentenceOf(table), (one, more) -> one + " " + more));
        }
        return hindrances;
    }

    /** What keeps some of them from being followed, each statement once for all that it helps; empty when nothing does. */
    String words(Collection<TableId> tables) throws SQLException {
        return gaps(tables).stream().map(Gap::sentence).collect(Collectors.joining(" "));
    }

    boolean exists() throws SQLException {
        return options().isPresent();
    }

    /** What of its tables' changes nobody is refused for, and what would help. */
    Optional<String> loss() throws SQLException {
        return options()
                .filter(found -> found.truncates().filter(is -> !is).isPresent())
                .map(found -> "Publication " + name
                        + " does not publish TRUNCATE: the rows that one removes on the source stay"
                        + " on the target. " + alter() + " SET (" + found.all() + ").");
    }

    /** @param words what is left out of so many of the tables, and what would help */
    private record Gap(Collection<TableId> tables, Function<Collection<TableId>, String> words) {

        Gap(TableId table, String sentence) {
            this(List.of(table), same -> sentence);
        }

        String sentence() {
            return words.apply(tables);
        }

        String sentenceOf(TableId table) {
            return words.apply(List.of(table));
        }
    }

    private List<Gap> gaps(Collection<TableId> tables) throws SQLException {
        List<Member> members = members(tables);
        if (members.isEmpty()) {
            return List.of();
        }
        Optional<Options> options = options();
        if (options.isEmpty()) {
            return List.of(noPublication(members));
        }
        List<Gap> gaps = new ArrayList<>();
        Set<TableId> split = new LinkedHashSet<>();
        Set<TableId> missing = new LinkedHashSet<>();
        for (Member member : members) {
            if (member.isPartitioned() && !options.get().tellsWholes()) {
                split.add(member.table());
            } else if (!member.isIn()) {
                Optional<TableId> whole = whole(member);
                whole.ifPresent(found -> gaps.add(underWhole(member.table(), found)));
                if (whole.isEmpty()) {
                    missing.add(member.table());
                }
            } else if (member.filter().isPresent()) {
                gaps.add(filtered(member.table(), member.filter().get()));
            }
        }
        if (!missing.isEmpty()) {
            gaps.add(0, missing(missing));
        }
        if (!split.isEmpty()) {
            gaps.add(split(split));
        }
        gaps.addAll(withoutOperations(members, options.get()));
        return gaps;
    }

    private Gap noPublication(List<Member> members) {
        Set<TableId> partitioned = members.stream()
                .filter(Member::isPartitioned)
                .map(Member::table)
                .collect(Collectors.toSet());
        return new Gap(
                members.stream().map(Member::table).toList(),
                tables -> "There is no publication " + name + " (PublicationName) in the database. CREATE PUBLICATION "
                        + Sql.name(name) + " FOR TABLE " + listed(tables)
                        + (tables.stream().anyMatch(partitioned::contains)
                                ? " WITH (publish_via_partition_root = true)"
                                : "")
                        + "; and start the task with reload-target where it ran before.");
    }

    private Gap missing(Set<TableId> missing) {
        return new Gap(
                missing,
                tables -> "Publication " + name + " does not have " + named(tables) + ": no change of "
                        + (tables.size() == 1 ? "it" : "them") + " would be told. " + alter() + " ADD TABLE "
                        + listed(tables) + ".");
    }

    private Gap split(Set<TableId> split) {
        return new Gap(
                split,
                tables -> "Publication " + name + " tells changes of " + named(tables) + " under the names of "
                        + (tables.size() == 1 ? "its" : "their") + " partitions. " + alter()
                        + " SET (publish_via_partition_root = true), or take the partitions in their place.");
    }

    private Gap underWhole(TableId table, TableId whole) {
        return new Gap(
                table,
                "Publication " + name + " tells changes of " + table + " under the name of " + whole
                        + ", of which it is a partition. " + alter()
                        + " SET (publish_via_partition_root = false), or take " + whole
                        + " in its place, by a rule that names it without wildcards.");
    }

    private Gap filtered(TableId table, String filter) {
        return new Gap(
                table,
                "Publication " + name + " tells changes of " + table + " only for rows where " + filter
                        + "; others would be missed. Publish them all: BEGIN; " + alter() + " DROP TABLE "
                        + Sql.name(table) + "; " + alter() + " ADD TABLE " + Sql.name(table)
                        + "; COMMIT. A task that is to have some rows alone filters them in its selection rule.");
    }

    /** Updates and deletes of a table whose rows the log cannot tell apart are never captured. */
    private List<Gap> withoutOperations(List<Member> members, Options options) throws SQLException {
        String missing = options.missing();
        if (missing.isEmpty()) {
            return List.of();
        }
        List<TableId> missed = members.stream().map(Member::table).collect(Collectors.toList());
        if (options.inserts()) {
            missed.removeAll(new Publications(connection, name).withoutIdentity(missed));
        }
        return missed.isEmpty()
                ? List.of()
                : List.of(new Gap(
                        missed,
                        tables -> "Publication " + name + " does not publish " + missing + ": those of " + named(tables)
                                + " would be missed. " + alter() + " SET (" + options.all() + ")."));
    }

    private String alter() {
        return "ALTER PUBLICATION " + Sql.name(name);
    }

    private static String named(Collection<TableId> tables) {
        return tables.stream().map(TableId::toString).collect(Collectors.joining(", "));
    }

    private static String listed(Collection<TableId> tables) {
        return tables.stream().map(Sql::name).collect(Collectors.joining(", "));
    }

    // ---- what the server says

    private Optional<Options> options() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OPTIONS)) {
            query.setString(1, name);
            try (ResultSet found = query.executeQuery()) {
                if (!found.next()) {
                    return Optional.empty();
                }
                boolean truncates = found.getBoolean(4);
                Optional<Boolean> known = found.wasNull() ? Optional.empty() : Optional.of(truncates);
                return Optional.of(new Options(
                        found.getBoolean(1), found.getBoolean(2), found.getBoolean(3), known, found.getBoolean(5)));
            }
        }
    }

    private List<Member> members(Collection<TableId> tables) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PUBLISHED)) {
            query.setArray(1, Sql.array(connection, tables, TableId::schema));
            query.setArray(2, Sql.array(connection, tables, TableId::name));
            query.setString(3, name);
            try (ResultSet found = query.executeQuery()) {
                List<Member> members = new ArrayList<>();
                while (found.next()) {
                    members.add(new Member(
                            new TableId(found.getString(1), found.getString(2)),
                            found.getLong(3),
                            found.getBoolean(4),
                            found.getBoolean(5),
                            Optional.ofNullable(found.getString(6))));
                }
                return members;
            }
        }
    }

    /** The published table under whose name changes of this one come. */
    private Optional<TableId> whole(Member member) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(WHOLE)) {
            query.setLong(1, member.number());
            query.setString(2, name);
            try (ResultSet found = query.executeQuery()) {
                return found.next()
                        ? Optional.of(new TableId(found.getString(1), found.getString(2)))
                        : Optional.empty();
            }
        }
    }
}
