package io.dmslocal.engine;

import io.dmslocal.engine.entity.endpoint.EndpointEntity;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;

/** Endpoints in the parts that tasks and replications give them. */
record EndpointRoles(Engine engine) {

    /**
     * The endpoint exists and plays its part.
     *
     * @param role source or target
     */
    CompletionStage<Outcome<String>> check(String arn, String role) {
        return engine.endpoint(arn, EndpointEntity.Describe::new)
                .thenApply(reply -> reply.outcome()
                        .flatMap(found -> found.endpointTypeAsString().equalsIgnoreCase(role)
                                ? Outcome.done(arn)
                                : Outcome.refused(Fault.invalidValue("Endpoint " + arn + " of engine "
                                        + found.engineName()
                                        + " is a " + found.endpointTypeAsString() + "; the " + role
                                        + " endpoint must be of type " + role.toUpperCase(Locale.ROOT)))));
    }

    /** From now on it cannot be deleted. */
    CompletionStage<Outcome<Endpoint>> attach(String dependent, String arn) {
        return engine.endpoint(arn, replyTo -> new EndpointEntity.Attach(dependent, replyTo))
                .thenApply(EndpointEntity.Reply::outcome);
    }
}
