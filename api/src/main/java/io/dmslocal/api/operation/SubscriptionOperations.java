package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.Subscriptions;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.subscription.SubscriptionRules;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.CreateEventSubscriptionRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateEventSubscriptionResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteEventSubscriptionRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteEventSubscriptionResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeEventSubscriptionsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeEventSubscriptionsResponse;
import software.amazon.awssdk.services.databasemigration.model.EventSubscription;
import software.amazon.awssdk.services.databasemigration.model.ModifyEventSubscriptionRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyEventSubscriptionResponse;
import software.amazon.awssdk.services.databasemigration.model.UpdateSubscriptionsToEventBridgeRequest;
import software.amazon.awssdk.services.databasemigration.model.UpdateSubscriptionsToEventBridgeResponse;

/**
 * Who hears of events. AWS: API_CreateEventSubscription, API_DescribeEventSubscriptions, API_ModifyEventSubscription, API_DeleteEventSubscription,
 * API_UpdateSubscriptionsToEventBridge.
 */
public final class SubscriptionOperations {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final String NOTHING = "No Event Subscriptions found matching provided filters";

    private final Subscriptions subscriptions;
    private final Clock clock;

    public SubscriptionOperations(Engine engine, Clock clock) {
        this.subscriptions = engine.events().subscriptions();
        this.clock = clock;
    }

    public void register(Operations operations) {
        operations.real(
                "CreateEventSubscription", CreateEventSubscriptionRequest::builder, this::createEventSubscription);
        operations.real(
                "DescribeEventSubscriptions",
                DescribeEventSubscriptionsRequest::builder,
                this::describeEventSubscriptions);
        operations.real(
                "ModifyEventSubscription", ModifyEventSubscriptionRequest::builder, this::modifyEventSubscription);
        operations.real(
                "DeleteEventSubscription", DeleteEventSubscriptionRequest::builder, this::deleteEventSubscription);
        operations
                .real(
                        "UpdateSubscriptionsToEventBridge",
                        UpdateSubscriptionsToEventBridgeRequest::builder,
                        this::updateSubscriptionsToEventBridge)
                .differs(
                        "events of a moved subscription go to the default event bus, until it is enabled again; its rule there, dms-<name>,"
                                + " leads them to its topic and stays when the subscription is deleted");
    }

    private CompletionStage<Answer> createEventSubscription(Caller caller, CreateEventSubscriptionRequest request) {
        return Outcome.unless(fault(request), request)
                .flatMap(valid -> TagOperations.tags(valid.tags()))
                .then(tags -> subscriptions.create(caller.scope(), document(caller, request), tags))
                .thenApply(subscription -> Answer.of(
                        subscription,
                        created -> CreateEventSubscriptionResponse.builder()
                                .eventSubscription(created)
                                .build()));
    }

    private static Optional<Fault> fault(CreateEventSubscriptionRequest request) {
        return SubscriptionRules.name(request.subscriptionName())
                .or(() -> SubscriptionRules.source(request.sourceType(), request.eventCategories()))
                .or(() -> request.sourceIds().isEmpty() || request.sourceType() != null
                        ? Optional.empty()
                        : Optional.of(Fault.invalidCombination(
                                "SourceIds need SourceType: replication-instance or replication-task.")))
                .or(() -> SubscriptionRules.topic(request.snsTopicArn()));
    }

    private EventSubscription document(Caller caller, CreateEventSubscriptionRequest request) {
        EventSubscription.Builder document = EventSubscription.builder()
                .customerAwsId(caller.scope().account())
                .custSubscriptionId(request.subscriptionName())
                .snsTopicArn(request.snsTopicArn())
                .subscriptionCreationTime(TIME.format(clock.instant()))
                .sourceType(request.sourceType())
                .enabled(Objects.requireNonNullElse(request.enabled(), true));
        if (!request.sourceIds().isEmpty()) {
            document.sourceIdsList(request.sourceIds());
        }
        if (!request.eventCategories().isEmpty()) {
            document.eventCategoriesList(request.eventCategories());
        }
        return document.build();
    }

    private CompletionStage<Answer> describeEventSubscriptions(
            Caller caller, DescribeEventSubscriptionsRequest request) {
        Listing<EventSubscription> listing = listing(caller.scope());
        Optional<Fault> fault = listing.fault(request.filters(), request.maxRecords(), request.marker());
        if (fault.isPresent()) {
            return Answer.soon(Answer.refused(fault.get()));
        }
        return subscriptions.all(caller.scope()).thenApply(all -> {
            List<EventSubscription> named = all.stream()
                    .filter(each -> request.subscriptionName() == null
                            || request.subscriptionName().equalsIgnoreCase(each.custSubscriptionId()))
                    .toList();
            if (named.isEmpty() && request.subscriptionName() != null) {
                return Answer.refused(Kind.SUBSCRIPTION.notFound());
            }
            return listing.answer(
                    named,
                    request.filters(),
                    request.maxRecords(),
                    request.marker(),
                    page -> DescribeEventSubscriptionsResponse.builder()
                            .eventSubscriptionsList(page.items())
                            .marker(page.marker())
                            .build());
        });
    }

    /** Its ARN stands in no document: it is built of the name, as callers build it. */
    private static Listing<EventSubscription> listing(Scope scope) {
        return Listing.of(
                        Markers.<EventSubscription>by(each -> Identifiers.stored(each.custSubscriptionId())),
                        Filters.<EventSubscription>none()
                                .exact(
                                        "event-subscription-arn",
                                        each -> new Arn(scope, Kind.SUBSCRIPTION.arnType(), each.custSubscriptionId())
                                                .toString())
                                .ignoringCase("event-subscription-id", EventSubscription::custSubscriptionId))
                .refusingNothing(NOTHING);
    }

    private CompletionStage<Answer> modifyEventSubscription(Caller caller, ModifyEventSubscriptionRequest request) {
        EventSubscription changes = EventSubscription.builder()
                .snsTopicArn(request.snsTopicArn())
                .sourceType(request.sourceType())
                .eventCategoriesList(request.eventCategories())
                .enabled(request.enabled())
                .build();
        Optional<Fault> fault = SubscriptionRules.source(request.sourceType(), request.eventCategories())
                .or(() -> Optional.ofNullable(request.snsTopicArn()).flatMap(SubscriptionRules::topic));
        return Outcome.unless(fault, changes)
                .then(valid -> subscriptions.modify(caller.scope(), request.subscriptionName(), valid))
                .thenApply(subscription -> Answer.of(
                        subscription,
                        modified -> ModifyEventSubscriptionResponse.builder()
                                .eventSubscription(modified)
                                .build()));
    }

    private CompletionStage<Answer> deleteEventSubscription(Caller caller, DeleteEventSubscriptionRequest request) {
        return subscriptions
                .delete(caller.scope(), request.subscriptionName())
                .thenApply(subscription -> Answer.of(
                        subscription,
                        deleted -> DeleteEventSubscriptionResponse.builder()
                                .eventSubscription(deleted)
                                .build()));
    }

    private CompletionStage<Answer> updateSubscriptionsToEventBridge(
            Caller caller, UpdateSubscriptionsToEventBridgeRequest request) {
        return subscriptions
                .moveToBus(caller.scope(), Boolean.TRUE.equals(request.forceMove()))
                .thenApply(result -> Answer.of(
                        result,
                        sentence -> UpdateSubscriptionsToEventBridgeResponse.builder()
                                .result(sentence)
                                .build()));
    }
}
