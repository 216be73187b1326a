package io.dmslocal.engine.entity.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.settings.EngineName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a call may say of where a database is and who logs in (AWS: CreateEndpoint, ModifyEndpoint). Pure.
 *
 * <p>Decision: what is left out is accepted, because quick starts create bare endpoints, and shows when the connection is tested; what is given must
 * be able to work. An empty password or database name is accepted: servers that trust their network want no password, and tools send an empty
 * name for engines whose connection needs none.
 */
final class ConnectionRules {

    private ConnectionRules() {}

    /** @param given the request; the members may stand at its top or in a settings object */
    static Optional<Fault> fault(EngineName engine, ObjectNode given) {
        for (ObjectNode members : places(given)) {
            Optional<Fault> fault = port(members).or(() -> blank(engine, members));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static List<ObjectNode> places(ObjectNode given) {
        List<ObjectNode> places = new ArrayList<>(List.of(given));
        for (String object : SettingsMembers.objects()) {
            if (given.get(object) instanceof ObjectNode settings) {
                places.add(settings);
            }
        }
        return places;
    }

    private static Optional<Fault> port(ObjectNode members) {
        return !members.has("Port")
                        || (members.get("Port").asInt() >= 1
                                && members.get("Port").asInt() <= 65535)
                ? Optional.empty()
                : Optional.of(Fault.invalidValue(
                        "Invalid value " + members.get("Port") + " for Port. Must be between 1 and 65535"));
    }

    private static Optional<Fault> blank(EngineName engine, ObjectNode members) {
        if (engine.isDatabase() && isBlank(members, "ServerName")) {
            return mustNotBeBlank("ServerName");
        }
        return engine.needsUser() && isBlank(members, "Username") ? mustNotBeBlank("Username") : Optional.empty();
    }

    private static boolean isBlank(ObjectNode members, String name) {
        return members.has(name) && members.get(name).asText().isBlank();
    }

    /** The wording used across this service family. */
    private static Optional<Fault> mustNotBeBlank(String name) {
        return Optional.of(Fault.invalidValue("The parameter " + name + " must be provided and must not be blank."));
    }
}
