package io.dmslocal.engine.resource;

import akka.actor.typed.ActorRef;
import io.dmslocal.engine.model.Arn;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;

/** The typed way to the collections of one type: AWS's model classes in and out. An identifier is a name in any case, or an ARN. */
public final class Resources<D extends SdkPojo, C extends SdkPojo, M extends SdkPojo> {

    private final ResourceType<D, C, M> type;
    private final long limit;
    private final ResourceCollections all;

    /** @param limit how many an account may have */
    Resources(ResourceType<D, C, M> type, long limit, ResourceCollections all) {
        this.type = type;
        this.limit = limit;
        this.all = all;
    }

    public ResourceType<D, C, M> type() {
        return type;
    }

    /** By which lists are sorted. */
    public String keyOf(D document) {
        return Identifiers.stored(type.nameOf(document));
    }

    /** Holds what the request refers to, then makes the resource. */
    public CompletionStage<Outcome<D>> create(Scope scope, C request, Tags tags) {
        String id = type.idOf(request).orElseGet(Identifiers::generated);
        Arn arn = arn(scope, id);
        return type.creation(request)
                .then(references -> all.hold(arn, references, List.of())
                        .thenCompose(held -> held.then(resolved -> document(
                                scope,
                                replyTo -> new ResourceCollection.Create(
                                        id, ModelJson.toJson(request), resolved, tags, limit, replyTo))))
                        .thenCompose(made -> made.then(document -> stillHeld(arn, document, references))));
    }

    /**
     * Who deleted one of the references meanwhile took the new resource for dead, as long as it did not exist, and made the reference let go of it. So it is
     * held again, which changes nothing as a rule; or it is gone, and the new resource with it.
     */
    private CompletionStage<Outcome<D>> stillHeld(Arn arn, D document, List<Reference> references) {
        if (references.isEmpty()) {
            return CompletableFuture.completedFuture(Outcome.done(document));
        }
        return all.hold(arn, references, type.uses(arn.scope(), document))
                .thenCompose(held -> held.fold(
                        resolved -> CompletableFuture.completedFuture(Outcome.done(document)),
                        fault -> document(
                                        arn.scope(), replyTo -> new ResourceCollection.Delete(arn.toString(), replyTo))
                                .thenApply(deleted -> Outcome.refused(fault))));
    }

    public CompletionStage<Outcome<D>> modify(Scope scope, String identifier, M request) {
        return type.modification(request)
                .then(references -> arnOf(scope, identifier)
                        .thenCompose(known -> known.then(arn -> free(arn, type.changesInUse(), "modify")))
                        .thenCompose(free -> free.then(arn -> holdMore(arn, references)
                                .thenCompose(held -> held.then(resolved -> document(
                                        scope,
                                        replyTo -> new ResourceCollection.Modify(
                                                identifier, ModelJson.toJson(request), resolved, replyTo))))
                                .thenCompose(made -> made.then(document -> heldAgain(arn, document, references))))));
    }

    /**
     * An earlier modification may have made a reference let go only after this one found it held. So what is used now is held again, which changes nothing
     * as a rule, and what a later modification has put in its place meanwhile is let go. A reference that vanished is told by its refusal (assumed: the change
     * stays, for what was there before is let go already).
     */
    private CompletionStage<Outcome<D>> heldAgain(Arn arn, D document, List<Reference> references) {
        if (references.isEmpty()) {
            return CompletableFuture.completedFuture(Outcome.done(document));
        }
        return all.hold(arn, references, type.uses(arn.scope(), document))
                .thenCompose(held -> held.then(resolved -> describe(arn.scope(), arn.toString())
                        .thenApply(now -> {
                            List<String> unused = resolved.stream()
                                    .map(Reference.Resolved::arn)
                                    .filter(used -> !isUsed(arn, used, now))
                                    .toList();
                            if (!unused.isEmpty()) {
                                all.neighbours().release(arn.toString(), unused);
                            }
                            return Outcome.done(document);
                        })));
    }

    private boolean isUsed(Arn arn, String used, Outcome<D> now) {
        return now.value()
                .filter(document -> type.uses(arn.scope(), document).contains(used))
                .isPresent();
    }

    /** Unless somebody that exists uses it. */
    public CompletionStage<Outcome<D>> delete(Scope scope, String identifier) {
        return arnOf(scope, identifier)
                .thenCompose(known -> known.then(arn -> free(arn, false, "delete")))
                .thenCompose(free -> free.then(
                        arn -> document(scope, replyTo -> new ResourceCollection.Delete(arn.toString(), replyTo))));
    }

    public CompletionStage<Outcome<D>> describe(Scope scope, String identifier) {
        return document(scope, replyTo -> new ResourceCollection.Describe(identifier, replyTo));
    }

    /** Those of them that exist, each once. */
    public CompletionStage<List<D>> describe(Scope scope, List<String> identifiers) {
        CompletionStage<List<D>> found = CompletableFuture.completedFuture(List.of());
        for (String identifier : identifiers) {
            found = found.thenCombine(
                    describe(scope, identifier),
                    (sofar, one) -> Stream.concat(sofar.stream(), one.value().stream())
                            .distinct()
                            .toList());
        }
        return found;
    }

    /** All there are, sorted by name; each is parsed, so of thousands better ask for a {@link #page}. */
    public CompletionStage<List<D>> all(Scope scope) {
        return page(scope, "", Integer.MAX_VALUE);
    }

    /**
     * Some of them, sorted by name.
     *
     * @param after a {@link #keyOf key}; empty for the first ones
     */
    public CompletionStage<List<D>> page(Scope scope, String after, int most) {
        return this.<ResourceCollection.Reply>ask(
                        scope, replyTo -> new ResourceCollection.AskPage(after, most, replyTo))
                .thenApply(reply -> ((ResourceCollection.Listed) reply)
                        .documents().stream()
                                .<D>map(json -> ModelJson.fromJson(json, type.documents()))
                                .toList());
    }

    public CompletionStage<Long> count(Scope scope) {
        return this.<ResourceCollection.Reply>ask(scope, ResourceCollection.AskCount::new)
                .thenApply(reply -> ((ResourceCollection.Counted) reply).resources());
    }

    /** @param dependent ARN of who begins to use it */
    public CompletionStage<Outcome<D>> attach(Scope scope, String identifier, String dependent) {
        return document(scope, replyTo -> new ResourceCollection.Attach(identifier, dependent, replyTo));
    }

    public CompletionStage<Outcome<D>> detach(Scope scope, String identifier, String dependent) {
        return document(scope, replyTo -> new ResourceCollection.Detach(identifier, dependent, replyTo));
    }

    public CompletionStage<Dependents> dependents(Scope scope, String identifier) {
        return ask(scope, replyTo -> new ResourceCollection.AskDependents(identifier, replyTo));
    }

    public CompletionStage<TagReply> changeTags(Scope scope, String identifier, TagChange change) {
        return ask(scope, replyTo -> new ResourceCollection.ChangeTags(identifier, change, replyTo));
    }

    /** The name that somebody goes by; empty when there is no such resource. */
    public CompletionStage<Optional<String>> nameOf(Scope scope, String identifier) {
        return describe(scope, identifier).thenApply(outcome -> outcome.value().map(type::nameOf));
    }

    /** The ARN of what exists. */
    public CompletionStage<Outcome<Arn>> arnOf(Scope scope, String identifier) {
        return described(scope, replyTo -> new ResourceCollection.Describe(identifier, replyTo))
                .thenApply(outcome -> outcome.map(described -> arn(scope, described.id())));
    }

    /** Makes somebody hold what it refers to. */
    CompletionStage<Outcome<Reference.Resolved>> hold(Scope scope, Reference reference, String dependent) {
        return described(scope, replyTo -> new ResourceCollection.Attach(reference.identifier(), dependent, replyTo))
                .thenApply(outcome -> outcome.map(described -> new Reference.Resolved(
                        reference,
                        arn(scope, described.id()).toString(),
                        type.nameOf(ModelJson.<D>fromJson(described.document(), type.documents())))));
    }

    private CompletionStage<Outcome<List<Reference.Resolved>>> holdMore(Arn arn, List<Reference> references) {
        return describe(arn.scope(), arn.toString())
                .thenCompose(known ->
                        known.then(document -> all.hold(arn, references, type.uses(arn.scope(), document))));
    }

    private CompletionStage<Outcome<Arn>> free(Arn arn, boolean whoeverUsesIt, String verb) {
        if (whoeverUsesIt) {
            return CompletableFuture.completedFuture(Outcome.done(arn));
        }
        return all.neighbours()
                .releaseDead(arn.toString())
                .thenCompose(users -> users.isEmpty()
                        ? CompletableFuture.completedFuture(Outcome.done(arn))
                        : inUse(arn, users.get(0), verb));
    }

    /** AWS names one that still uses it. */
    private CompletionStage<Outcome<Arn>> inUse(Arn arn, String user, String verb) {
        return all.neighbours()
                .identifierOf(user)
                .thenCompose(who -> describe(arn.scope(), arn.toString())
                        .thenApply(outcome -> outcome.flatMap(document ->
                                Outcome.refused(type.inUse(verb, type.nameOf(document), who.orElse(user))))));
    }

    private Arn arn(Scope scope, String id) {
        return new Arn(scope, type.arnType(), id);
    }

    private CompletionStage<Outcome<D>> document(
            Scope scope, Function<ActorRef<ResourceCollection.Reply>, ResourceCollection.Command> command) {
        return described(scope, command)
                .thenApply(outcome ->
                        outcome.map(described -> ModelJson.<D>fromJson(described.document(), type.documents())));
    }

    private CompletionStage<Outcome<ResourceCollection.Described>> described(
            Scope scope, Function<ActorRef<ResourceCollection.Reply>, ResourceCollection.Command> command) {
        return this.<ResourceCollection.Reply>ask(scope, command)
                .thenApply(reply -> reply instanceof ResourceCollection.Described described
                        ? Outcome.done(described)
                        : Outcome.refused(((ResourceCollection.Refused) reply).fault()));
    }

    private <R extends Message> CompletionStage<R> ask(
            Scope scope, Function<ActorRef<R>, ResourceCollection.Command> command) {
        return all.ask(scope, type.arnType(), command);
    }
}
