package io.dmslocal.engine.run.reason;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.run.failure.Failure;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Why things are as they are: what failed, by table and cause, with some examples of each, and which tables nobody chose. Kept with the run's checkpoint, so
 * that it is told after a restart too; bounded, however much fails. Any thread.
 */
public final class Reasons {

    /** Kinds of failures that are kept; the one that has not happened for longest goes. */
    private static final int GROUPS = 200;

    /** Failures of a kind that are kept with key and statement: the first ones, and the newest. */
    private static final int EXAMPLES = 10;

    /** Tables that nobody chose. */
    public static final int LEFT_OUT = 200;

    /** Characters of a key, a statement, a message. */
    private static final int SHOWN = 1_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public record Example(Instant time, String key, String statement, String message) {}

    /** @param times how often this happened; @param examples the first of them; the last one is the newest */
    public record Group(
            String table,
            String cause,
            String decision,
            long times,
            Instant first,
            Instant last,
            List<Example> examples) {

        public Group {
            examples = List.copyOf(examples);
        }

        /** What happened last, as {@link #last} says when: failures of a kind may have different messages. */
        public Optional<Example> newest() {
            return examples.isEmpty() ? Optional.empty() : Optional.of(examples.get(examples.size() - 1));
        }

        private Group and(Example another) {
            List<Example> more = new ArrayList<>(examples);
            if (more.size() == EXAMPLES) {
                more.remove(EXAMPLES - 1);
            }
            more.add(another);
            return new Group(table, cause, decision, times + 1, first, another.time(), more);
        }
    }

    private record Kind(String table, String cause, String decision) {}

    private final Clock clock;
    /** Held by whoever saves. */
    private final Object saving = new Object();

    private final Map<Kind, Group> groups = new LinkedHashMap<>();
    /** Kinds of which nothing has happened in this run yet. */
    private final Set<Kind> restored = new HashSet<>();

    private List<String> leftOut = List.of();
    private List<String> withoutEffect = List.of();
    private List<Wait> waits = List.of();
    private Optional<Instant> nextTry = Optional.empty();
    private boolean changed;

    public Reasons(Clock clock) {
        this.clock = clock;
    }

    public synchronized void add(Failure failure) {
        Kind kind = new Kind(failure.table(), failure.cause(), failure.decision());
        Example example = new Example(
                clock.instant(), shown(failure.key()), shown(failure.statement()), shown(failure.message()));
        restored.remove(kind);
        Group before = groups.remove(kind);
        Group now = before == null
                ? new Group(kind.table, kind.cause, kind.decision, 1, example.time(), example.time(), List.of(example))
                : before.and(example);
        groups.put(kind, now); // last: it happened last
        if (groups.size() > GROUPS) {
            Iterator<Kind> eldest = groups.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
        changed = true;
    }

    /** @param sentences why tables of the source are not taken, and rules take none */
    public synchronized void leftOut(List<String> sentences) {
        leftOut = List.copyOf(sentences.subList(0, Math.min(sentences.size(), LEFT_OUT)));
        changed = true;
    }

    /** @param sentences which settings do nothing in this task, and why */
    public synchronized void withoutEffect(List<String> sentences) {
        withoutEffect = List.copyOf(sentences);
        changed = true;
    }

    public synchronized List<String> withoutEffect() {
        return withoutEffect;
    }

    /** When a run whose connection broke tries again; empty when it is not waiting for that. */
    public synchronized void nextTry(Optional<Instant> time) {
        changed |= !nextTry.equals(time);
        nextTry = time;
    }

    public synchronized Optional<Instant> nextTry() {
        return nextTry;
    }

    /** What was waited for is no concern of a session that opens now. */
    public synchronized void forgetPresent() {
        nextTry(Optional.empty());
        waits(List.of());
    }

    /** What is waited for now. */
    public synchronized void waits(List<Wait> now) {
        changed |= !waits.equals(now);
        waits = List.copyOf(now);
    }

    public synchronized List<Wait> waits() {
        return waits;
    }

    /** In the order in which they happened last. */
    public synchronized List<Group> failures() {
        return List.copyOf(groups.values());
    }

    public synchronized List<String> leftOut() {
        return leftOut;
    }

    /** A run that begins from nothing is not explained by the one before: what was restored goes. */
    public synchronized void begin() {
        groups.keySet().removeAll(restored);
        restored.clear();
        changed = true;
    }

    /**
     * Hands over the document, for one after the other: what is taken later is saved later. What could not be saved is changed still. While one saves, others may
     * read and add.
     */
    public void keep(Consumer<String> save) {
        synchronized (saving) {
            boolean isSaved = false;
            try {
                save.accept(document());
                isSaved = true;
            } finally {
                if (!isSaved) {
                    notSaved();
                }
            }
        }
    }

    private synchronized void notSaved() {
        changed = true;
    }

    /** Whether something came since the last {@link #keep}. */
    public synchronized boolean areChanged() {
        return changed;
    }

    private synchronized String document() {
        changed = false;
        ObjectNode json = JSON.createObjectNode();
        ArrayNode failures = json.putArray("failures");
        groups.values().forEach(group -> write(failures.addObject(), group));
        ArrayNode tables = json.putArray("leftOut");
        leftOut.forEach(tables::add);
        ArrayNode settings = json.putArray("settings");
        withoutEffect.forEach(settings::add);
        ArrayNode waiting = json.putArray("waits");
        waits.forEach(wait -> WaitsJson.write(waiting.addObject(), wait));
        nextTry.ifPresent(time -> json.put("nextTry", time.toString()));
        return json.toString();
    }

    /** What was kept comes before what has happened since. */
    public synchronized void restore(String document) {
        JsonNode json = read(document);
        Map<Kind, Group> since = new LinkedHashMap<>(groups);
        groups.clear();
        json.path("failures").forEach(each -> {
            Group group = group(each);
            groups.put(new Kind(group.table(), group.cause(), group.decision()), group);
        });
        restored.addAll(groups.keySet());
        restored.removeAll(since.keySet());
        groups.putAll(since);
        nextTry = nextTry.isEmpty() && json.has("nextTry")
                ? Optional.of(Instant.parse(json.path("nextTry").asText()))
                : nextTry;
        waits = waits.isEmpty() ? WaitsJson.read(json.path("waits")) : waits;
        leftOut = leftOut.isEmpty() ? sentences(json.path("leftOut")) : leftOut;
        withoutEffect = withoutEffect.isEmpty() ? sentences(json.path("settings")) : withoutEffect;
    }

    private static List<String> sentences(JsonNode list) {
        List<String> sentences = new ArrayList<>();
        list.forEach(sentence -> sentences.add(sentence.asText()));
        return List.copyOf(sentences);
    }

    private static JsonNode read(String document) {
        try {
            return JSON.readTree(document);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("Reasons of the checkpoint are not JSON: " + document, broken);
        }
    }

    private static void write(ObjectNode json, Group group) {
        json.put("table", group.table()).put("cause", group.cause()).put("decision", group.decision());
        json.put("times", group.times());
        json.put("first", group.first().toString()).put("last", group.last().toString());
        ArrayNode examples = json.putArray("examples");
        for (Example example : group.examples()) {
            examples.addObject()
                    .put("time", example.time().toString())
                    .put("key", example.key())
                    .put("statement", example.statement())
                    .put("message", example.message());
        }
    }

    private static Group group(JsonNode json) {
        List<Example> examples = new ArrayList<>();
        json.path("examples")
                .forEach(each -> examples.add(new Example(
                        Instant.parse(each.path("time").asText()),
                        each.path("key").asText(),
                        each.path("statement").asText(),
                        each.path("message").asText())));
        return new Group(
                json.path("table").asText(),
                json.path("cause").asText(),
                json.path("decision").asText(),
                json.path("times").asLong(),
                Instant.parse(json.path("first").asText()),
                Instant.parse(json.path("last").asText()),
                examples);
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }
}
