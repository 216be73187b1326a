package io.dmslocal.engine.travel;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The lines of a task's objects, headers among them, as whoever travels in time reads them. */
public record TravelLines(List<String> lines) {

    private static final int EVENT_TYPE = 9;

    public static TravelLines of(Collection<String> objects) {
        return new TravelLines(objects.stream().flatMap(String::lines).toList());
    }

    /** Fields of what a component has told of, ends of transactions too. */
    public List<List<String>> of(String component) {
        return lines.stream()
                .map(TravelLines::fields)
                .filter(fields -> fields.get(1).equals(component))
                .toList();
    }

    /** The same without the ends. */
    public List<List<String>> rows(String component) {
        return of(component).stream()
                .filter(fields -> !fields.get(EVENT_TYPE).equals("COMMIT (4)"))
                .toList();
    }

    public List<String> eventTypes(String component) {
        return of(component).stream().map(fields -> fields.get(EVENT_TYPE)).toList();
    }

    public static List<String> fields(String line) {
        return Arrays.asList(line.substring(1, line.length() - 1).split("\",\"", -1));
    }
}
