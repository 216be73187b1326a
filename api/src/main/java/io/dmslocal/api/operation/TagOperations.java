package io.dmslocal.api.operation;

import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.databasemigration.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.databasemigration.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.databasemigration.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.databasemigration.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.databasemigration.model.RemoveTagsFromResourceResponse;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** Tags of anything that has an ARN. AWS: API_AddTagsToResource, API_ListTagsForResource, API_RemoveTagsFromResource. */
public final class TagOperations {

    private final Engine engine;

    public TagOperations(Engine engine) {
        this.engine = engine;
    }

    public void register(Operations operations) {
        operations.real("AddTagsToResource", AddTagsToResourceRequest::builder, this::addTagsToResource);
        operations.real("ListTagsForResource", ListTagsForResourceRequest::builder, this::listTagsForResource);
        operations.real("RemoveTagsFromResource", RemoveTagsFromResourceRequest::builder, this::removeTagsFromResource);
    }

    /** Tags of a create call, checked. */
    static Outcome<Tags> tags(List<Tag> given) {
        return Tags.of(entries(given));
    }

    private CompletionStage<Answer> addTagsToResource(Caller caller, AddTagsToResourceRequest request) {
        return Tags.changeAdding(entries(request.tags()))
                .then(change -> change(caller, request.resourceArn(), change))
                .thenApply(tags -> Answer.of(
                        tags, done -> AddTagsToResourceResponse.builder().build()));
    }

    private CompletionStage<Answer> removeTagsFromResource(Caller caller, RemoveTagsFromResourceRequest request) {
        return change(caller, request.resourceArn(), new TagChange(Map.of(), request.tagKeys()))
                .thenApply(tags -> Answer.of(
                        tags, done -> RemoveTagsFromResourceResponse.builder().build()));
    }

    private CompletionStage<Answer> listTagsForResource(Caller caller, ListTagsForResourceRequest request) {
        if (request.resourceArn() == null == request.resourceArnList().isEmpty()) {
            return Answer.soon(Answer.refused(
                    Fault.invalidCombination("Exactly one of ResourceArn and ResourceArnList is needed.")));
        }
        List<String> arns = request.resourceArn() == null ? request.resourceArnList() : List.of(request.resourceArn());
        CompletionStage<Outcome<List<Tag>>> all = CompletableFuture.completedFuture(Outcome.done(List.of()));
        for (String arn : arns) {
            CompletionStage<Outcome<Tags>> next = change(caller, arn, TagChange.none());
            all = all.thenCombine(
                    next, (sofar, tags) -> sofar.flatMap(list -> tags.map(found -> joined(list, arn, found))));
        }
        return all.thenApply(tags -> Answer.of(
                tags,
                list -> ListTagsForResourceResponse.builder().tagList(list).build()));
    }

    private CompletionStage<Outcome<Tags>> change(Caller caller, String given, TagChange change) {
        String arn = Arns.built(caller, given);
        boolean visible =
                Arn.parse(arn).map(Arn::scope).filter(caller.scope()::equals).isPresent();
        return visible
                ? engine.changeTags(arn, change).thenApply(TagReply::outcome)
                : CompletableFuture.completedFuture(
                        Outcome.refused(Fault.notFound("Resource " + arn + " could not be found.")));
    }

    private static List<Tag> joined(List<Tag> list, String arn, Tags tags) {
        List<Tag> joined = new ArrayList<>(list);
        tags.byKey()
                .forEach((key, value) -> joined.add(
                        Tag.builder().key(key).value(value).resourceArn(arn).build()));
        return joined;
    }

    private static List<Map.Entry<String, String>> entries(List<Tag> given) {
        return given.stream()
                .map(tag -> Map.entry(
                        Objects.requireNonNullElse(tag.key(), ""), Objects.requireNonNullElse(tag.value(), "")))
                .toList();
    }
}
