package io.dmslocal.api.protocol.shape;

import io.dmslocal.engine.model.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a walk over a request found. Broken constraints are reported all at once and before bad values, of which the first is reported. */
public final class Findings {

    private final List<String> broken = new ArrayList<>(0);
    private Fault badValue;

    void missing(Path path) {
        broken.add("Value null at '" + path + "' failed to satisfy constraint: Member must not be null");
    }

    /** @param value shown unless it is sensitive */
    void broken(Path path, String value, String constraint) {
        broken.add("Value '" + value + "' at '" + path + "' failed to satisfy constraint: " + constraint);
    }

    void blank(Path path) {
        badValue("The parameter " + path.name() + " must be provided and must not be blank.");
    }

    void badValue(String message) {
        if (badValue == null) {
            badValue = Fault.invalidValue(message);
        }
    }

    public Optional<Fault> fault() {
        if (broken.isEmpty()) {
            return Optional.ofNullable(badValue);
        }
        String count = broken.size() == 1 ? "1 validation error" : broken.size() + " validation errors";
        return Optional.of(Fault.validation(count + " detected: " + String.join("; ", broken)));
    }
}
