package io.dmslocal.engine.entity.subscription;

import io.dmslocal.engine.entity.HasStatus;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.CreationRequested;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.DeletionRequested;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.GaveUp;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Heard;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.ModificationRequested;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.serialization.Message;
import java.time.Instant;
import software.amazon.awssdk.services.databasemigration.model.EventSubscription;

/** The statuses of a subscription; see {@link EventSubscriptionEntity} for the walk between them. */
public sealed interface SubscriptionState extends Message, HasStatus {

    /**
     * What a subscription is in every status.
     *
     * @param document without its status
     * @param heard number of the last event that was sent, given up, or not to be sent
     * @param toBus whether its events go to EventBridge; then it is not enabled
     */
    record Subscription(EventSubscription document, Tags tags, long heard, boolean toBus) implements Message {

        Subscription with(Tags changed) {
            return new Subscription(document, changed, heard, toBus);
        }

        Subscription heard(long number) {
            return new Subscription(document, tags, number, toBus);
        }

        Subscription modified(ModificationRequested event) {
            return new Subscription(event.document(), tags, event.heard(), event.toBus());
        }

        /** Whether anybody is to be told. */
        boolean sends() {
            return toBus || Boolean.TRUE.equals(document.enabled());
        }
    }

    record Absent() implements SubscriptionState {
        Creating creating(CreationRequested event) {
            return new Creating(new Subscription(event.document(), event.tags(), event.heard(), false), event.at());
        }
    }

    sealed interface Present extends SubscriptionState {

        Subscription subscription();

        Present with(Subscription changed);

        default EventSubscription describe() {
            return subscription().document().copy(document -> document.status(status()));
        }

        default Present heard(Heard event) {
            return with(subscription().heard(event.number()));
        }

        default Present gaveUp(GaveUp event) {
            return with(subscription().heard(event.number()));
        }
    }

    /** Lasts for a time. */
    sealed interface Transitional extends Present {

        Instant since();
    }

    record Creating(Subscription subscription, Instant since) implements Transitional {
        @Override
        public Creating with(Subscription changed) {
            return new Creating(changed, since);
        }

        Active active() {
            return new Active(subscription);
        }
    }

    record Active(Subscription subscription) implements Present {
        @Override
        public Active with(Subscription changed) {
            return new Active(changed);
        }

        Modifying modifying(ModificationRequested event) {
            return new Modifying(subscription.modified(event), event.at());
        }

        Deleting deleting(DeletionRequested event) {
            return new Deleting(subscription, event.at());
        }
    }

    record Modifying(Subscription subscription, Instant since) implements Transitional {
        @Override
        public Modifying with(Subscription changed) {
            return new Modifying(changed, since);
        }

        Active active() {
            return new Active(subscription);
        }
    }

    record Deleting(Subscription subscription, Instant since) implements Transitional {
        @Override
        public Deleting with(Subscription changed) {
            return new Deleting(changed, since);
        }
    }
}
