package io.dmslocal.engine.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
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

    @Test
    void aCaseThatSaysMoreThanItsCheckReadsFailsByTheMember() {
        ObjectNode given = JsonNodeFactory.instance.objectNode().put("rows", 1);
        Vectors.Case c = new Vectors.Case("x", "choice", given, given.deepCopy().put("logged", true));
        assumeTrue(System.getProperty("vectors.dir", "").isBlank());

        AssertionError error = assertThrows(AssertionError.class, () -> c.isRead("rows", "rows"));

        assertEquals("nobody looks at expect.logged", error.getMessage());
        c.isRead("rows", "logged rows");
    }

    private static Vectors.Case example(String name) {
        return new Vectors.Case(name, "choice", NullNode.instance, NullNode.instance);
    }
}
