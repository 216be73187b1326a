package io.dmslocal.engine.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.NullNode;
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

    private static Vectors.Case example(String name) {
        return new Vectors.Case(name, "choice", NullNode.instance, NullNode.instance);
    }
}
