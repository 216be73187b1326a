package io.dmslocal.engine.vectors;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Golden cases, one JSON file per area: {@code {area, cases: [{name, status, given, expect}]}}. They lie in the test resources under {@code
 * /vectors}, with further ones of ours under {@code /vectors-more}; or in the folder that the system property {@code vectors.dir} names. An area that
 * this folder has no file of is left out.
 *
 * <pre>
 * Vectors.check("settings", c -> assertEquals(c.expect().get("x"), ...));
 * </pre>
 */
public final class Vectors {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {}

    /**
     * One case.
     *
     * @param status documented, observed, inferred or choice
     */
    public record Case(String name, String status, JsonNode given, JsonNode expect) {

        /**
         * What a check looks at. A case that says more than that would pass unread: among our own cases that is a mistake, of others' it is said.
         *
         * @param given members, separated by blanks
         * @param expected members, separated by blanks
         */
        public void isRead(String given, String expected) {
            List<String> unread = new ArrayList<>();
            unread(given(), given, "given.", unread);
            unread(expect(), expected, "expect.", unread);
            if (unread.isEmpty()) {
                return;
            }
            if (folder().isBlank()) {
                fail("nobody looks at " + String.join(", ", unread));
            }
            System.out.println("vectors: of " + name + " nobody looks at " + String.join(", ", unread));
        }

        private static void unread(JsonNode members, String read, String side, List<String> unread) {
            List<String> known = List.of(read.split(" "));
            members.fieldNames().forEachRemaining(member -> {
                if (!known.contains(member)) {
                    unread.add(side + member);
                }
            });
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Compares what the product makes of {@code given} with {@code expect}: throws whatever it likes when they differ. */
    public interface Check {
        void run(Case c) throws Exception;
    }

    /** All cases of an area, in the files' order. */
    public static List<Case> cases(String area) {
        if (folder().isBlank()) {
            List<JsonNode> documents = new ArrayList<>(List.of(resource("/vectors/", area)));
            if (Vectors.class.getResource("/vectors-more/" + area + ".json") != null) {
                documents.add(resource("/vectors-more/", area));
            }
            return cases(area, documents);
        }
        Path file = Path.of(folder(), area + ".json");
        if (!Files.exists(file)) {
            System.out.println("vectors " + area + ": left out, there is no " + file);
        }
        assumeTrue(Files.exists(file), () -> "there is no " + file);
        return cases(area, List.of(read(area, () -> Files.newInputStream(file))));
    }

    /** Those under {@code /vectors}, whatever folder is named: for checks that know them. */
    public static List<Case> bundled(String area) {
        return cases(area, List.of(resource("/vectors/", area)));
    }

    private static JsonNode resource(String place, String area) {
        return read(area, () -> {
            InputStream in = Vectors.class.getResourceAsStream(place + area + ".json");
            if (in == null) {
                throw new IOException("no test resource " + place + area + ".json");
            }
            return in;
        });
    }

    private static List<Case> cases(String area, List<JsonNode> documents) {
        List<Case> cases = new ArrayList<>();
        for (JsonNode document : documents) {
            for (JsonNode c : document.path("cases")) {
                cases.add(new Case(
                        c.path("name").asText(), c.path("status").asText(), c.path("given"), c.path("expect")));
            }
        }
        if (cases.isEmpty()) {
            fail("vectors " + area + ": no cases");
        }
        return List.copyOf(cases);
    }

    private static String folder() {
        return System.getProperty("vectors.dir", "");
    }

    /** Runs all cases, prints how many passed, fails with the names and reasons of those that did not. */
    public static void check(String area, Check check) {
        check(area, c -> true, check);
    }

    /** Like {@link #check(String, Check)} with only the cases that {@code applies} takes; the line tells how many were left out. */
    public static void check(String area, Predicate<Case> applies, Check check) {
        check(area, cases(area), applies, check);
    }

    /** Like {@link #check(String, Check)} without our further cases: for checks that take their time over each. */
    public static void checkGiven(String area, Check check) {
        check(area, folder().isBlank() ? bundled(area) : cases(area), c -> true, check);
    }

    static void check(String area, List<Case> all, Predicate<Case> applies, Check check) {
        List<Case> taken = all.stream().filter(applies).toList();
        List<String> failures = new ArrayList<>();
        for (Case c : taken) {
            try {
                check.run(c);
            } catch (Exception | AssertionError e) {
                failures.add(c.name() + ": " + e);
            }
        }
        int leftOut = all.size() - taken.size();
        System.out.println("vectors " + area + ": passed " + (taken.size() - failures.size()) + " of " + taken.size()
                + (leftOut == 0 ? "" : " (" + leftOut + " left out)"));
        if (!failures.isEmpty()) {
            fail("vectors " + area + " failed:\n  " + String.join("\n  ", failures));
        }
    }

    /** Opens a file of cases. */
    private interface Opening {
        InputStream open() throws IOException;
    }

    private static JsonNode read(String area, Opening file) {
        try (InputStream in = file.open()) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new AssertionError("vectors " + area + " cannot be read: " + e, e);
        }
    }
}
