package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each member of ReplicationTaskSettings does here: the resource {@code setting-effects.txt}, one member per line. README's table and the
 * warnings of a task's log are made of it; defaults, allowed values and ranges are those of {@code task-settings.json}.
 */
public final class SettingEffects {

    /** Characters of a value in a task's log. */
    private static final int SHOWN = 100;

    private static final List<Member> MEMBERS = read();

    private SettingEffects() {}

    /**
     * @param path {@code TargetMetadata.LobMaxSize}
     * @param effective else it is kept and returned, without effect
     * @param unit of a number; may be empty
     * @param words what it does, or why it does nothing
     */
    public record Member(String path, boolean effective, String unit, String words) {

        private JsonNode in(JsonNode document) {
            return document.at("/" + path.replace('.', '/'));
        }
    }

    /** All members, in the order of AWS's sections. */
    public static List<Member> members() {
        return MEMBERS;
    }

    /** A sentence for each reason why members that the caller has changed do nothing. */
    static List<String> ignored(ObjectNode completed) {
        ObjectNode defaults = TaskSettingsCompletion.everything();
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (Member member : MEMBERS) {
            JsonNode value = member.in(completed);
            boolean changed = !isNothing(value) && !value.equals(member.in(defaults));
            if (!member.effective() && changed) {
                byReason.computeIfAbsent(member.words(), reason -> new ArrayList<>())
                        .add(member.path() + " is " + shown(value) + unit(member, value));
            }
        }
        List<String> sentences = new ArrayList<>();
        byReason.forEach((reason, values) -> sentences.add(String.join(", ", values) + ", but " + reason));
        return sentences;
    }

    /** A row per member. */
    public static String markdown() {
        ObjectNode defaults = TaskSettingsCompletion.everything();
        StringBuilder text = new StringBuilder();
        text.append("| setting | default | values | |\n|---|---|---|---|\n");
        for (Member member : MEMBERS) {
            text.append("| ").append(member.path());
            text.append(" | ").append(defaultOf(member, defaults));
            text.append(" | ").append(values(member));
            text.append(member.effective() ? " | " : " | recorded: ");
            text.append(member.words()).append(" |\n");
        }
        return text.toString();
    }

    private static String defaultOf(Member member, ObjectNode defaults) {
        if (member.path().equals("Logging.LogComponents")) {
            return "LOGGER_SEVERITY_DEFAULT for each";
        }
        JsonNode value = member.in(defaults);
        return isNothing(value) || value.asText("[]").isEmpty() ? "" : shown(value);
    }

    private static String values(Member member) {
        String path = member.path().equals("Logging.LogComponents") ? member.path() + ".Severity" : member.path();
        List<String> parts = new ArrayList<>();
        List<String> allowed = TaskSettingsCompletion.allowed(path);
        if (!allowed.isEmpty()) {
            parts.add(String.join(", ", allowed));
        }
        TaskSettingsCompletion.range(path)
                .map(range ->
                        range.max() == Integer.MAX_VALUE ? "from " + range.min() : range.min() + " to " + range.max())
                .ifPresent(parts::add);
        if (!member.unit().isEmpty()) {
            parts.add(member.unit());
        }
        return String.join(" ", parts);
    }

    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static String unit(Member member, JsonNode value) {
        return member.unit().isEmpty() || !value.isNumber() ? "" : " " + member.unit();
    }

    private static String shown(JsonNode value) {
        String text = value.isTextual() ? value.asText() : value.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }

    private static List<Member> read() {
        try (InputStream in = SettingEffects.class.getResourceAsStream("setting-effects.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(SettingEffects::member)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Member member(String line) {
        String[] parts = line.split("\\|", -1);
        if (parts.length != 4) {
            throw new IllegalStateException("four parts are needed in setting-effects.txt: " + line);
        }
        boolean effective = switch (parts[1].strip()) {
            case "effect" -> true;
            case "recorded" -> false;
            default -> throw new IllegalStateException("effect or recorded is needed in setting-effects.txt: " + line);
        };
        return new Member(parts[0].strip(), effective, parts[2].strip(), parts[3].strip());
    }
}
