package io.dmslocal.persistence.serialization;

import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Members that the service has and the SDK's class of this build has not. They are read and written as all others, after them, and lie meanwhile beside the
 * object that misses them.
 *
 * <p>A copy of that object itself is another object, without them; copies of whatever holds it keep it, and so them. A test holds the table against the
 * service's model: a newer SDK makes it shorter, a newer model longer. None of them is secret.
 */
final class LateMembers {

    /** By the model class's simple name. AWS: IbmDb2LuwDataProviderSettings. */
    private static final Map<String, List<SerializedString>> NAMES = Map.of(
            "IbmDb2LuwDataProviderSettings",
            List.of(new SerializedString("EncryptionAlgorithm"), new SerializedString("SecurityMechanism")));

    private static final Beside<ObjectNode> KEPT = new Beside<>();

    private LateMembers() {}

    /** @param type the model class or one of its builders */
    static List<SerializedString> of(Class<?> type) {
        return NAMES.getOrDefault(SensitiveMembers.outermost(type).getSimpleName(), List.of());
    }

    /** @param json that the object was read from */
    static void keep(Object read, List<SerializedString> names, ObjectNode json) {
        ObjectNode late = json.objectNode();
        for (SerializedString name : names) {
            JsonNode value = json.path(name.getValue());
            if (!value.isMissingNode() && !value.isNull()) {
                late.set(name.getValue(), value.deepCopy());
            }
        }
        if (!late.isEmpty()) {
            KEPT.put(read, late);
        }
    }

    static Optional<ObjectNode> keptBy(Object object) {
        return KEPT.of(object);
    }
}
