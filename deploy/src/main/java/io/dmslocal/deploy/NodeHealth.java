package io.dmslocal.deploy;

import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.dmslocal.api.console.Health;
import io.dmslocal.api.console.Health.Status;
import io.dmslocal.persistence.journal.JournalDatabase;
import io.dmslocal.persistence.journal.JournalException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.StreamSupport;

/** Healthy is a node that is a member of its cluster, reaches its journal and has room to write it. */
final class NodeHealth implements Health.Check {

    private final Cluster cluster;
    private final JournalDatabase database;
    private final Executor blocking;

    NodeHealth(ActorSystem<?> system, JournalDatabase database, Executor blocking) {
        this.cluster = Cluster.get(system);
        this.database = database;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Health> health() {
        return CompletableFuture.supplyAsync(this::look, blocking);
    }

    private Health look() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("version", Main.version());
        details.put("node", cluster.selfMember().address().hostPort());
        details.put("members", up() + " up");
        boolean isThere = journal(details) && cluster.selfMember().status() == MemberStatus.up();
        return new Health(isThere ? status(details) : Status.STARTING, details);
    }

    private Status status(Map<String, String> details) {
        Optional<String> shortage = database.shortage();
        shortage.ifPresent(why -> details.put("reason", why));
        return shortage.isPresent() ? Status.READ_ONLY : Status.OK;
    }

    private boolean journal(Map<String, String> details) {
        try {
            database.read(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("select 1");
                }
            });
            details.put("journal", database.dialect().name().toLowerCase(Locale.ROOT));
            return true;
        } catch (JournalException e) {
            details.put("journal", e.getMessage());
            return false;
        }
    }

    private long up() {
        Iterable<Member> members = cluster.state().getMembers();
        return StreamSupport.stream(members.spliterator(), false)
                .filter(member -> member.status() == MemberStatus.up())
                .count();
    }
}
