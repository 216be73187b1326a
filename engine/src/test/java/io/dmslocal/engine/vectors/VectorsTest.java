package io.dmslocal.engine.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VectorsTest {

    @Test
    void casesHaveANameAndBothSides() {
        for (Vectors.Case c : Vectors.cases("mapping_selection")) {
            assertTrue(
                    !c.name().isEmpty()
                            && !c.given().isMissingNode()
                            && !c.expect().isMissingNode(),
                    c.name());
        }
    }

    @Test
    void aFailingCaseFailsTheTestByName() {
        List<Vectors.Case> cases = List.of(example("good"), example("bad"));

        AssertionError error = assertThrows(
                AssertionError.class,
                () -> Vectors.check("example", cases, c -> true, c -> assertEquals("good", c.name())));

        assertTrue(error.getMessage().contains("bad"), error.getMessage());
    }

    /** Areas of targets and sources that are not here yet. */
    private static final Set<String> WITHOUT_CONNECTOR = Set.of(
            "dynamodb", "mongodb", "neptune", "redis_opensearch", "s3_csv", "s3_paths", "s3_source", "types_parquet");

    /** Each is the word of a {@link Vectors#check} somewhere. */
    private static final Set<String> CHECKED = Set.of(
            "character_substitution",
            "control_tables",
            "error_policies",
            "mapping_errors",
            "mapping_expressions",
            "mapping_filters",
            "mapping_masking",
            "mapping_selection",
            "mapping_transform",
            "messages_control",
            "messages_data",
            "messages_values",
            "parallel_load_ranges",
            "positions",
            "resync",
            "scenarios",
            "settings",
            "task_logs",
            "types",
            "validation");

    @Test
    void everyAreaIsCheckedOrSaidToBeLeftOut() throws Exception {
        Path bundled = Path.of(
                        VectorsTest.class.getResource("/vectors/settings.json").toURI())
                .getParent();
        String other = System.getProperty("vectors.dir", "");
        Set<String> unknown = new TreeSet<>();
        for (Path folder : other.isBlank() ? List.of(bundled) : List.of(bundled, Path.of(other))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".json"))
                        .map(name -> name.substring(0, name.length() - ".json".length()))
                        .forEach(unknown::add);
            }
        }
        unknown.removeAll(CHECKED);
        for (String area : WITHOUT_CONNECTOR) {
            if (unknown.remove(area)) {
                System.out.println("vectors " + area + ": left out, its connector is not here");
            }
        }
        assertEquals(Set.of(), unknown);
    }

    @Test
    void aCaseThatSaysMoreThanItsCheckReadsFailsByTheMember() {
        ObjectNode given = JsonNodeFactory.instance.objectNode().put("rows", 1);
        Vectors.Case c = new Vectors.Case("x", "choice", given, given.deepCopy().put("logged", true));
        assumeTrue(System.getProperty("vectors.dir", "").isBlank(), "other people's cases are named, not failed");

        AssertionError error = assertThrows(AssertionError.class, () -> c.isRead("rows", "rows"));

        assertEquals("nobody looks at expect.logged", error.getMessage());
        c.isRead("rows", "logged rows");
    }

    private static Vectors.Case example(String name) {
        return new Vectors.Case(name, "choice", NullNode.instance, NullNode.instance);
    }
}
