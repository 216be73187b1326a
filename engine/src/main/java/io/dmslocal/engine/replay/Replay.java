package io.dmslocal.engine.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.dmslocal.persistence.journal.JournalReader;
import io.dmslocal.persistence.serialization.Redaction;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What an entity was: the document of a Describe call as of an event, with what such a call shows and no secret. */
public final class Replay {

    private final JournalReader journal;
    private final List<EntityKind<?, ?>> kinds;
    private final Executor blocking;

    /** @param blocking runs JDBC */
    public Replay(JournalReader journal, List<EntityKind<?, ?>> kinds, Executor blocking) {
        this.journal = journal;
        this.kinds = List.copyOf(kinds);
        this.blocking = blocking;
    }

    /**
     * The document right after an event; JSON's null when nothing existed then.
     *
     * @param event number, from 1
     * @return empty when the journal has no such event of this ARN
     */
    public CompletionStage<Optional<JsonNode>> at(String arn, long event) {
        return EntityKind.of(arn, kinds)
                .map(kind -> CompletableFuture.supplyAsync(() -> fold(arn, event, kind), blocking))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private Optional<JsonNode> fold(String arn, long event, EntityKind<?, ?> kind) {
        return event < 1
                ? Optional.empty()
                : kind.<Optional<JsonNode>>at(
                        event,
                        arn,
                        journal,
                        Optional.empty(),
                        document -> Optional.of(
                                document.<JsonNode>map(Redaction::described).orElse(NullNode.getInstance())));
    }
}
