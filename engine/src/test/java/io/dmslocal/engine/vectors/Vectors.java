package io.dmslocal.engine.vectors;

import static org.junit.jupiter.api.Assertions.fail;

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
 * /vectors}, or in the folder that the system property {@code vectors.dir} names.
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

        @Override
        public String toString() {
            return name;
        }
    }

    /** Compares what the product makes of {@code given} with {@code expect}: throws whatever it likes when they differ. */
    public interface Check {
        void run(Case c) throws Exception;
    }

    /** All cases of an area, in the file's order. */
    public static List<Case> cases(String area) {
        List<Case> cases = new ArrayList<>();
        for (JsonNode c : read(area).path("cases")) {
            cases.add(new Case(c.path("name").asText(), c.path("status").asText(), c.path("given"), c.path("expect")));
        }
        if (cases.isEmpty()) {
            fail("vectors " + area + ": no cases");
        }
        return List.copyOf(cases);
    }

    /** Runs all cases, prints how many passed, fails with the names and reasons of those that did not. */
    public static void check(String area, Check check) {
        check(area, c -> true, check);
    }

    /** Like {@link #check(String, Check)} with only the cases that {@code applies} takes; the line tells how many were left out. */
    public static void check(String area, Predicate<Case> applies, Check check) {
        check(area, cases(area), applies, check);
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

    private static JsonNode read(String area) {
        String folder = System.getProperty("vectors.dir", "");
        String name = area + ".json";
        try (InputStream in = folder.isBlank()
                ? Vectors.class.getResourceAsStream("/vectors/" + name)
                : Files.newInputStream(Path.of(folder, name))) {
            if (in == null) {
                throw new IOException("no test resource /vectors/" + name);
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new AssertionError("vectors " + area + " cannot be read: " + e, e);
        }
    }
}
