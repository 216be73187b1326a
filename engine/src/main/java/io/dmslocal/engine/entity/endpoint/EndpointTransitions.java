package io.dmslocal.engine.entity.endpoint;

import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventHandlerBuilder;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Attached;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.ConnectionDeleted;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.ConnectionDeletionRequested;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.ConnectionTestStarted;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.ConnectionTested;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Created;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Deleted;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.DeletionRequested;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Detached;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Event;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Modified;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.SchemasRefreshStarted;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.SchemasRefreshed;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.TagsChanged;
import io.dmslocal.engine.entity.endpoint.EndpointState.Absent;
import io.dmslocal.engine.entity.endpoint.EndpointState.Active;
import io.dmslocal.engine.entity.endpoint.EndpointState.Deleting;
import io.dmslocal.engine.entity.endpoint.EndpointState.Present;

/** Which event leads an endpoint from which status to which; shared by the entity and by whoever reads its journal again. Pure. */
public final class EndpointTransitions {

    private EndpointTransitions() {}

    public static EventHandler<EndpointState, Event> table() {
        EventHandlerBuilder<EndpointState, Event> transitions = EventHandlerBuilder.builder();
        transitions.forStateType(Absent.class).onEvent(Created.class, Absent::created);
        transitions.forStateType(Active.class).onEvent(DeletionRequested.class, Active::deleting);
        transitions.forStateType(Deleting.class).onEvent(Deleted.class, Deleting::deleted);
        transitions
                .forStateType(Present.class)
                .onEvent(Modified.class, (s, e) -> s.with(s.endpoint().modified(e)))
                .onEvent(Attached.class, (s, e) -> s.with(s.endpoint().attached(e)))
                .onEvent(Detached.class, (s, e) -> s.with(s.endpoint().detached(e)))
                .onEvent(TagsChanged.class, (s, e) -> s.with(s.endpoint().tagged(e)))
                .onEvent(
                        ConnectionTestStarted.class,
                        (s, e) -> s.with(s.endpoint().testing(e)))
                .onEvent(ConnectionTested.class, (s, e) -> s.with(s.endpoint().tested(e)))
                .onEvent(
                        ConnectionDeletionRequested.class,
                        (s, e) -> s.with(s.endpoint().disconnecting(e)))
                .onEvent(ConnectionDeleted.class, (s, e) -> s.with(s.endpoint().disconnected(e)))
                .onEvent(
                        SchemasRefreshStarted.class,
                        (s, e) -> s.with(s.endpoint().refreshing(e)))
                .onEvent(SchemasRefreshed.class, (s, e) -> s.with(s.endpoint().refreshed(e)));
        return transitions.build();
    }
}
