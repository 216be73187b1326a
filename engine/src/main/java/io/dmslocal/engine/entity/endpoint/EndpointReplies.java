package io.dmslocal.engine.entity.endpoint;

import io.dmslocal.engine.entity.endpoint.EndpointEntity.Connected;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Connections;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Refused;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Reply;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Schemas;
import io.dmslocal.engine.entity.endpoint.EndpointState.Known;
import io.dmslocal.engine.entity.endpoint.EndpointState.Pair;
import io.dmslocal.engine.entity.endpoint.EndpointState.Present;
import io.dmslocal.engine.entity.endpoint.EndpointState.Refresh;
import io.dmslocal.engine.model.Fault;
import java.util.List;
import java.util.Optional;

/** What an endpoint says of itself, and why it refuses. Pure. */
final class EndpointReplies {

    private EndpointReplies() {}

    static Reply connected(EndpointState state, String instanceArn) {
        return state instanceof Present present
                        && present.endpoint().connections().containsKey(instanceArn)
                ? new Connected(
                        present.endpoint().describe(instanceArn),
                        present.endpoint().connections().get(instanceArn).isOutdated())
                : new Refused(Fault.notFound("Connection could not be found."));
    }

    static Reply connections(Present state) {
        Known endpoint = state.endpoint();
        return new Connections(
                endpoint.connections().keySet().stream().map(endpoint::describe).toList());
    }

    static Reply schemas(String arn, EndpointState state) {
        Optional<Refresh> refresh =
                state instanceof Present present ? present.endpoint().refresh() : Optional.empty();
        return refresh.<Reply>map(r -> new Schemas(r.describe(arn), r.schemas()))
                .orElseGet(() -> new Refused(
                        Fault.notFound("Endpoint " + arn + " has no schemas yet; RefreshSchemas reads them.")));
    }

    static Fault busy(String arn, String instanceArn, Pair pair, String consequence) {
        // Terraform looks for the words "already being tested", and goes on then.
        String status = pair.is("testing") ? "already being tested" : "in status " + pair.status();
        return Fault.invalidState("The connection of endpoint " + arn + " and replication instance " + instanceArn
                + " is " + status + "; " + consequence + ".");
    }

    static Fault refreshing(String arn) {
        return Fault.invalidState("Endpoint " + arn + " is refreshing its schemas already.");
    }

    static Fault inUse(String arn, List<String> dependents) {
        return Fault.invalidState(
                "Endpoint " + arn + " is part of one or more ReplicationTasks: " + String.join(", ", dependents));
    }
}
