package io.dmslocal.engine.resource;

import akka.actor.typed.ActorRef;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.serialization.Message;
import io.dmslocal.persistence.serialization.ModelJson;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;

/** The typed way to the collections of one type: AWS's model classes in and out. */
public final class Resources<D extends SdkPojo, C extends SdkPojo, M extends SdkPojo> {

    /** The way to one type's collections. */
    public interface Collections {
        <R extends Message> CompletionStage<R> ask(
                Scope scope, Function<ActorRef<R>, ResourceCollection.Command> command);
    }

    private final ResourceType<D, C, M> type;
    private final long limit;
    private final Collections collections;

    public Resources(ResourceType<D, C, M> type, long limit, Collections collections) {
        this.type = type;
        this.limit = limit;
        this.collections = collections;
    }

    public ResourceType<D, C, M> type() {
        return type;
    }

    public CompletionStage<Outcome<D>> create(Scope scope, C request, Tags tags) {
        return document(
                scope, replyTo -> new ResourceCollection.Create(ModelJson.toJson(request), tags, limit, replyTo));
    }

    public CompletionStage<Outcome<D>> modify(Scope scope, String name, M request) {
        return document(
                scope,
                replyTo -> new ResourceCollection.Modify(Identifiers.stored(name), ModelJson.toJson(request), replyTo));
    }

    public CompletionStage<Outcome<D>> delete(Scope scope, String name) {
        return document(scope, replyTo -> new ResourceCollection.Delete(Identifiers.stored(name), replyTo));
    }

    public CompletionStage<Outcome<D>> describe(Scope scope, String name) {
        return document(scope, replyTo -> new ResourceCollection.Describe(Identifiers.stored(name), replyTo));
    }

    public CompletionStage<Outcome<D>> attach(Scope scope, String name, String dependent) {
        return document(scope, replyTo -> new ResourceCollection.Attach(Identifiers.stored(name), dependent, replyTo));
    }

    public CompletionStage<Outcome<D>> detach(Scope scope, String name, String dependent) {
        return document(scope, replyTo -> new ResourceCollection.Detach(Identifiers.stored(name), dependent, replyTo));
    }

    /** Sorted by name. */
    public CompletionStage<List<D>> all(Scope scope) {
        return collections
                .ask(scope, ResourceCollection.All::new)
                .thenApply(reply -> ((ResourceCollection.Listed) reply)
                        .documents().stream()
                                .<D>map(json -> ModelJson.fromJson(json, type.documents()))
                                .toList());
    }

    public CompletionStage<Dependents> dependents(Scope scope, String name) {
        return collections.ask(
                scope, replyTo -> new ResourceCollection.AskDependents(Identifiers.stored(name), replyTo));
    }

    public CompletionStage<TagReply> changeTags(Scope scope, String name, TagChange change) {
        return collections.ask(
                scope, replyTo -> new ResourceCollection.ChangeTags(Identifiers.stored(name), change, replyTo));
    }

    private CompletionStage<Outcome<D>> document(
            Scope scope, Function<ActorRef<ResourceCollection.Reply>, ResourceCollection.Command> command) {
        return collections
                .ask(scope, command)
                .thenApply(reply -> reply instanceof ResourceCollection.Described described
                        ? Outcome.done(ModelJson.<D>fromJson(described.document(), type.documents()))
                        : Outcome.refused(((ResourceCollection.Refused) reply).fault()));
    }
}
