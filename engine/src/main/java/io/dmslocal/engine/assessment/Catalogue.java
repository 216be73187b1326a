package io.dmslocal.engine.assessment;

import io.dmslocal.engine.settings.EngineName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All assessments that AWS knows, from {@code catalogue.txt} beside this class: which apply to which task, and what each wants. */
public final class Catalogue {

    /** Whom an assessment asks. */
    public enum Side {
        SOURCE,
        TARGET
    }

    /**
     * @param family of engines, {@code all} for every
     * @param isForTargets whether it is the target that must be of the family, whomever it asks
     * @param needsLoad whether only tasks with a full load part have it
     * @param needsCapture whether only tasks with a CDC part have it
     * @param sentence what it wants
     */
    public record Entry(
            String key,
            String family,
            Side side,
            boolean isForTargets,
            boolean needsLoad,
            boolean needsCapture,
            String sentence) {

        boolean applies(String source, String target, String migrationType) {
            return (family.equals("all") || is(isForTargets ? target : source))
                    && !(needsLoad && migrationType.equals("cdc"))
                    && !(needsCapture && migrationType.equals("full-load"));
        }

        private boolean is(String engineName) {
            String other = Catalogue.family(engineName);
            return family.equals(other) || isForTargets && key.startsWith("all-") && other.equals("mariadb");
        }
    }

    private static final List<Entry> ALL = read();

    private Catalogue() {}

    public static List<Entry> all() {
        return ALL;
    }

    public static Optional<Entry> of(String key) {
        return ALL.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    /** In the catalogue's order. */
    public static List<Entry> applicable(String source, String target, String migrationType) {
        return ALL.stream()
                .filter(entry -> entry.applies(source, target, migrationType))
                .toList();
    }

    /** The engines whose keys begin alike; for an engine without keys of its own its name. */
    static String family(String engineName) {
        if (engineName.equals("mariadb")) {
            return "mariadb";
        }
        Optional<EngineName> engine = EngineName.of(engineName);
        if (engine.filter(EngineName::isMySqlFamily).isPresent()) {
            return "mysql";
        }
        if (engine.filter(EngineName::isPostgresFamily).isPresent()) {
            return "postgres";
        }
        return switch (engineName) {
            case "azuredb", "azure-sql-managed-instance" -> "sqlserver";
            case "elasticsearch" -> "opensearch";
            default -> engineName;
        };
    }

    private static List<Entry> read() {
        List<Entry> entries = new ArrayList<>();
        String section = "";
        try (InputStream file = Catalogue.class.getResourceAsStream("catalogue.txt")) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("[")) {
                    section = line.substring(1, line.length() - 1);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    entries.add(entry(section, line.split(" \\| ")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(entries);
    }

    private static Entry entry(String section, String[] fields) {
        boolean toTarget = section.startsWith("to ");
        Side side = fields[1].equals("T") ? Side.TARGET : Side.SOURCE;
        return new Entry(
                fields[0],
                toTarget ? section.substring(3) : section,
                side,
                toTarget || side == Side.TARGET,
                fields[2].equals("L"),
                fields[2].equals("C"),
                fields[3]);
    }
}
