package io.dmslocal.engine.replay;

import akka.persistence.typed.javadsl.EventHandler;
import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.resource.ResourceCollection;
import io.dmslocal.engine.resource.ResourceCollections;
import io.dmslocal.engine.resource.ResourceType;
import io.dmslocal.persistence.serialization.ModelJson;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** Resources without a life: their events stand among those of their collection. */
final class CollectedKind {

    /** One resource of a collection. */
    private record One(String id, ResourceCollection.State all) {

        Optional<SdkPojo> describe(ResourceType<?, ?, ?> type) {
            return all.document(id).map(json -> ModelJson.fromJson(json, type.documents()));
        }
    }

    private CollectedKind() {}

    static EntityKind<?, ?> of(ResourceType<?, ?, ?> type) {
        EventHandler<ResourceCollection.State, ResourceCollection.Event> transitions = ResourceCollection.transitions();
        return new EntityKind<>(
                type.getClass().getSimpleName(),
                type.arnType(),
                ResourceCollection.Event.class,
                arn -> new One(parsed(arn).id(), ResourceCollection.nothing()),
                (one, event) -> new One(one.id(), transitions.apply(one.all(), event)),
                one -> one.describe(type),
                new AmongOthers());
    }

    private record AmongOthers() implements EntityKind.Place {

        @Override
        public String persistenceId(String arn) {
            return ResourceCollections.NAME + "|" + ResourceCollections.idOf(parsed(arn));
        }

        @Override
        public boolean concerns(String arn, JsonNode event) {
            return event.path("name").asText().equals(parsed(arn).id());
        }
    }

    private static Arn parsed(String arn) {
        return Arn.parse(arn).orElseThrow();
    }
}
