package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.api.ServedApi;
import io.dmslocal.api.ServedApi.Answered;
import io.dmslocal.api.operation.Operations.Operation;
import io.dmslocal.api.operation.Operations.Tier;
import io.dmslocal.api.protocol.ServiceModel;
import io.dmslocal.api.protocol.ServiceModel.OperationModel;
import io.dmslocal.api.protocol.shape.ListOf;
import io.dmslocal.api.protocol.shape.Scalar;
import io.dmslocal.api.protocol.shape.Shape;
import io.dmslocal.api.protocol.shape.Structure;
import io.dmslocal.api.protocol.shape.Text;
import io.dmslocal.engine.RunningEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.function.Executable;

/**
 * Every operation that is not rejected, on a running engine, against what the service model and {@code describe-operations.csv} say of it. A new operation is
 * tested without a line here.
 */
@TestInstance(Lifecycle.PER_CLASS)
class OperationsConformanceTest {

    /** Codes that AWS gives beside those that the model declares. */
    private static final Set<String> UNDECLARED =
            Set.of("ValidationException", "InvalidParameterValueException", "InvalidParameterCombinationException");

    private static final Set<String> NOT_FOUND =
            Set.of("ResourceNotFoundFault", "CollectorNotFoundFault", "InvalidOperationFault");

    /** Nothing is required of them one by one, but one of several members, or a file. */
    private static final Set<String> NEED_MORE = Set.of(
            "ListTagsForResource",
            "ImportCertificate",
            "DescribeApplicableIndividualAssessments",
            "CreateDataProvider");

    /** Takes filters and has none. */
    private static final Set<String> IGNORES_FILTERS = Set.of("DescribeEventCategories");

    private final Map<String, int[]> passedOf = new TreeMap<>();
    private final SampleRequests samples = new SampleRequests();

    private RunningEngine engine;
    private Operations operations;
    private ServedApi api;

    @BeforeAll
    void serve() {
        engine = new RunningEngine(configuration());
        operations = AllOperations.of(engine.engine());
        api = serve(operations);
    }

    /** Of the engine. */
    String configuration() {
        return "";
    }

    ServedApi serve(Operations all) {
        return ServedApi.of(all);
    }

    @AfterAll
    void stop() {
        passedOf.forEach((area, passed) ->
                System.out.println("conformance " + area + ": passed " + passed[0] + " of " + passed[1]));
        api.close();
        engine.close();
    }

    /** A check and its name. */
    private record Check(String name, Executable check) {}

    @TestFactory
    Stream<DynamicNode> everyOperation() {
        return operations
                .sorted()
                .filter(operation -> operation.tier() != Tier.REJECTED)
                .map(operation -> dynamicContainer(
                        operation.name(),
                        checks(operation).stream()
                                .map(check -> dynamicTest(check.name(), () -> count(operation, check)))));
    }

    private void count(Operation operation, Check check) throws Throwable {
        int[] passed = passedOf.computeIfAbsent(area(operation), area -> new int[2]);
        passed[1]++;
        check.check().execute();
        passed[0]++;
    }

    /** The class that does it. */
    private static String area(Operation operation) {
        String name = operation.handler().getClass().getSimpleName();
        return name.substring(0, name.indexOf("$$"));
    }

    private List<Check> checks(Operation operation) {
        OperationModel model = ServiceModel.dms().operations().get(operation.name());
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("minimal", () -> minimal(model)));
        if (model.faults().contains("ResourceAlreadyExistsFault") && SampleRequests.names(model.name())) {
            checks.add(new Check("twice", () -> twice(model)));
        }
        for (String member : model.input().required()) {
            checks.add(new Check("without " + member, () -> without(model, member)));
        }
        model.input().members().forEach((member, shape) -> {
            checks.add(new Check("wrong type of " + member, () -> wrongType(model, member, shape)));
            if (shape instanceof Text text) {
                text(model, member, text, checks);
            }
        });
        if (model.input().members().containsKey("Filters")) {
            checks.add(new Check("filters", () -> filters(model)));
        }
        if (model.input().members().containsKey("MaxRecords")) {
            checks.add(new Check("MaxRecords", () -> maxRecords(model)));
            checks.add(new Check("markers", () -> markers(model)));
        }
        if (model.input().members().containsKey("Tags")) {
            checks.add(new Check("tags", () -> tags(model)));
        }
        return checks;
    }

    private void minimal(OperationModel model) {
        String name = model.name();
        Answered answered = call(name, samples.minimal(name));

        if (SampleRequests.refers(name)) {
            assertTrue(NOT_FOUND.contains(answered.code()), () -> "refers to nothing: " + answered.body());
        } else if (!NEED_MORE.contains(name)) {
            assertEquals(200, answered.status(), () -> answered.body().toString());
        }
    }

    /** A name is taken in any case. */
    private void twice(OperationModel model) {
        ObjectNode request = samples.minimal(model.name());
        if (call(model.name(), request).status() == 200) {
            String member = SampleRequests.own(model.name());
            ObjectNode shouted = request.deepCopy();
            shouted.put(member, request.get(member).textValue().toUpperCase(Locale.ROOT));
            for (ObjectNode again : List.of(request, shouted)) {
                assertEquals(
                        "ResourceAlreadyExistsFault", call(model.name(), again).code());
            }
        }
    }

    private void without(OperationModel model, String member) {
        String path = Character.toLowerCase(member.charAt(0)) + member.substring(1);
        Answered answered = call(model.name(), samples.minimal(model.name()).without(List.of(member)));

        assertEquals("ValidationException", answered.code(), answered::message);
        assertTrue(answered.message().contains("Value null at '" + path + "'"), answered::message);
    }

    private void wrongType(OperationModel model, String member, Shape shape) {
        ObjectNode request = samples.minimal(model.name());
        if (shape instanceof Structure || shape instanceof ListOf) {
            request.put(member, "text");
        } else if (shape instanceof Text) {
            request.put(member, 1);
        } else {
            request.putObject(member);
        }
        assertEquals("SerializationException", call(model.name(), request).code());

        if (shape instanceof Scalar scalar && scalar.kind() == Scalar.Kind.INTEGER) {
            request.put(member, 1L + Integer.MAX_VALUE);
            assertEquals("SerializationException", call(model.name(), request).code());
        }
    }

    private void text(OperationModel model, String member, Text text, List<Check> checks) {
        if (model.input().required().contains(member)) {
            checks.add(new Check("blank " + member, () -> {
                for (String blank : List.of("", " \t")) {
                    Answered answered = with(model, member, blank);
                    assertEquals("InvalidParameterValueException", answered.code(), answered::message);
                    assertEquals(
                            "The parameter " + member + " must be provided and must not be blank.", answered.message());
                }
            }));
        } else {
            checks.add(new Check("empty " + member, () -> with(model, member, "")));
        }
        if (!text.allowed().isEmpty()) {
            checks.add(new Check("unknown value of " + member, () -> {
                Answered answered = with(model, member, "none-of-them");
                assertEquals("InvalidParameterValueException", answered.code(), answered::message);
                assertTrue(answered.message().contains(member), answered::message);
            }));
        }
        if (text.max() != Integer.MAX_VALUE) {
            checks.add(new Check(
                    "too long " + member,
                    () -> assertEquals(
                            "ValidationException",
                            with(model, member, "x".repeat(text.max() + 1)).code())));
        }
    }

    private void filters(OperationModel model) {
        Answered unknown = filtered(model, "no-such-filter", "x");
        if (IGNORES_FILTERS.contains(model.name())) {
            assertEquals(200, unknown.status(), unknown::message);
            return;
        }
        assertEquals("InvalidParameterValueException", unknown.code());
        DescribeRule rule = DescribeRule.all().get(model.name());
        assertNotNull(rule, "has no line in describe-operations.csv");
        for (String filter : rule.filters()) {
            Answered answered = filtered(model, filter, "nothing-has-this");
            boolean fault = rule.nothing().equals("fault") || SampleRequests.refers(model.name());
            assertEquals(fault ? "ResourceNotFoundFault" : "", answered.code(), () -> filter + ": " + answered.body());
            assertFalse(filtered(model, filter).status() == 200, () -> filter + " without values");
        }
    }

    private Answered filtered(OperationModel model, String name, String... values) {
        ObjectNode request = samples.minimal(model.name());
        ArrayNode all =
                request.putArray("Filters").addObject().put("Name", name).putArray("Values");
        Stream.of(values).forEach(all::add);
        return call(model.name(), request);
    }

    private void maxRecords(OperationModel model) {
        DescribeRule rule = DescribeRule.all().get(model.name());
        for (int outside : new int[] {-1, 0, rule.least() - 1, rule.most() + 1}) {
            Answered answered = records(model, outside);
            assertEquals("InvalidParameterValueException", answered.code(), () -> outside + ": " + answered.body());
            assertTrue(answered.message().contains("MaxRecords"), answered::message);
        }
        for (int inside : new int[] {rule.least(), rule.most()}) {
            Answered answered = records(model, inside);
            assertFalse(answered.message().contains("MaxRecords"), answered::message);
        }
    }

    private Answered records(OperationModel model, int most) {
        return call(model.name(), samples.minimal(model.name()).put("MaxRecords", most));
    }

    private void markers(OperationModel model) {
        String member = model.input().members().containsKey("Marker") ? "Marker" : "NextToken";
        for (String foreign : List.of("not a marker", "bm90IG91cnM", "x".repeat(1025))) {
            Answered answered = with(model, member, foreign);
            assertTrue(
                    Set.of("InvalidParameterValueException", "ValidationException")
                            .contains(answered.code()),
                    () -> foreign + ": " + answered.body());
        }
        assertFalse(UNDECLARED.contains(with(model, member, "").code()) && !NEED_MORE.contains(model.name()));
    }

    private void tags(OperationModel model) {
        List<List<String[]>> wrong = List.of(
                List.of(new String[] {"a", "1"}, new String[] {"a", "2"}),
                List.<String[]>of(new String[] {"aws:a", "1"}),
                List.<String[]>of(new String[] {"dms:a", "1"}),
                List.<String[]>of(new String[] {"a", "aws:1"}),
                List.<String[]>of(new String[] {"", "1"}),
                List.<String[]>of(new String[] {"a!", "1"}),
                List.<String[]>of(new String[] {"k".repeat(129), "1"}),
                List.<String[]>of(new String[] {"a", "v".repeat(257)}),
                Stream.iterate(1, n -> n + 1)
                        .limit(51)
                        .map(n -> new String[] {"k" + n, ""})
                        .toList());
        for (List<String[]> tags : wrong) {
            ObjectNode request = samples.minimal(model.name());
            ArrayNode list = request.putArray("Tags");
            tags.forEach(tag -> list.addObject().put("Key", tag[0]).put("Value", tag[1]));
            Answered answered = call(model.name(), request);
            assertEquals("InvalidParameterValueException", answered.code(), () -> list + ": " + answered.body());
        }
    }

    private Answered with(OperationModel model, String member, String value) {
        return call(model.name(), samples.minimal(model.name()).put(member, value));
    }

    /** Whatever is asked, the answer is one that the model allows. */
    private Answered call(String name, ObjectNode request) {
        OperationModel model = ServiceModel.dms().operations().get(name);
        Answered answered = api.call(name, request.toString());
        String said = name + " " + request + " gives " + answered.status() + " " + answered.body();
        if (answered.status() == 200) {
            JsonNode body = answered.body();
            if (body.isObject()) {
                assertEquals(body.size(), model.output().typed(body).size(), said);
            }
        } else {
            assertEquals(400, answered.status(), said);
            assertTrue(
                    UNDECLARED.contains(answered.code())
                            || answered.code().equals("SerializationException")
                            || isDeclared(model, answered.code()),
                    () -> "not declared: " + said);
            assertFalse(answered.message().isBlank(), said);
        }
        return answered;
    }

    /** Some operations that refer to something declare no fault for its absence. */
    private static boolean isDeclared(OperationModel model, String code) {
        return model.faults().contains(code)
                || model.faults().stream().noneMatch(NOT_FOUND::contains)
                        && SampleRequests.refers(model.name())
                        && code.equals("ResourceNotFoundFault");
    }
}
