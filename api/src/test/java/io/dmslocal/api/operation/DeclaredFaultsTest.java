package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.dmslocal.api.ServedApi.Answered;
import io.dmslocal.api.protocol.ServiceModel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every fault that an operation declares is given for a request that is written down, or it is written down why it never is. */
class DeclaredFaultsTest {

    private static final List<DeclaredFault> FAULTS = DeclaredFault.all();

    private static FaultWorld world;

    @BeforeAll
    static void make() {
        world = new FaultWorld();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @Test
    void everyDeclaredFaultHasOneLine() {
        Map<String, Long> wrong = new TreeMap<>();
        ServiceModel.dms()
                .operations()
                .values()
                .forEach(operation -> operation.faults().stream()
                        .distinct()
                        .forEach(fault -> wrong.put(operation.name() + " " + fault, lines(operation.name(), fault))));
        wrong.values().removeIf(lines -> lines == 1);

        assertEquals(Map.of(), wrong);
    }

    @Test
    void noLineSpeaksOfAFaultThatIsNotDeclared() {
        List<String> undeclared = FAULTS.stream()
                .flatMap(line -> line.operations().stream()
                        .filter(operation -> !operation.equals("*"))
                        .filter(operation -> !ServiceModel.dms()
                                .operations()
                                .get(operation)
                                .faults()
                                .contains(line.fault()))
                        .map(operation -> operation + " " + line.fault()))
                .toList();

        assertEquals(List.of(), undeclared);
    }

    @TestFactory
    Stream<DynamicTest> isProvoked() {
        return FAULTS.stream()
                .filter(line -> line.besides().isPresent())
                .map(line -> dynamicTest(line.operations().get(0) + " " + line.fault(), () -> provoke(line)));
    }

    private static void provoke(DeclaredFault line) {
        String request = line.request(world, new SampleRequests()).toString();
        Answered answered = world.api().call(line.operations().get(0), request);

        assertEquals(line.fault(), answered.code(), () -> request + " gives " + answered.body());
        assertEquals(400, answered.status());
    }

    private static long lines(String operation, String fault) {
        return FAULTS.stream()
                .filter(line -> line.fault().equals(fault) && line.speaksOf(operation))
                .count();
    }
}
