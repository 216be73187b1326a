package io.dmslocal.api.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dmslocal.api.EveryOperation;
import io.dmslocal.api.ServedApi;
import io.dmslocal.api.ServedApi.Answered;
import io.dmslocal.api.protocol.ServiceModel.OperationModel;
import io.dmslocal.api.protocol.shape.ListOf;
import io.dmslocal.api.protocol.shape.Scalar;
import io.dmslocal.api.protocol.shape.Shape;
import io.dmslocal.api.protocol.shape.Structure;
import io.dmslocal.api.protocol.shape.Text;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation's request against what the service model says of it, over a bound server. */
class ConformanceTest {

    private static ServedApi api;

    @BeforeAll
    static void serve() {
        api = ServedApi.of(EveryOperation.accepted());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    static Stream<OperationModel> operations() {
        return ServiceModel.dms().operations().values().stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aRequestOfRequiredMembersIsAccepted(OperationModel operation) {
        Answered answered = call(operation, sample(operation.input(), false));

        assertEquals(200, answered.status(), answered::message);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aRequestOfAllMembersIsAcceptedAndUnknownOnesAreIgnored(OperationModel operation) {
        ObjectNode request = sample(operation.input(), true).put("NotInThisVersion", 1);
        request.putObject("NorThis").putArray("At").add("all");

        Answered answered = call(operation, request);

        assertEquals(200, answered.status(), answered::message);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void eachMissingRequiredMemberIsNamed(OperationModel operation) {
        for (String member : operation.input().required()) {
            ObjectNode without = sample(operation.input(), false).without(List.of(member));
            ObjectNode withNull = sample(operation.input(), false).putNull(member);
            String expected = "1 validation error detected: Value null at '" + camelCase(member)
                    + "' failed to satisfy constraint: Member must not be null";

            for (ObjectNode request : List.of(without, withNull)) {
                Answered answered = call(operation, request);
                assertEquals(400, answered.status());
                assertEquals("ValidationException", answered.code());
                assertEquals(expected, answered.message());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void eachMemberOfAWrongTypeIsRefused(OperationModel operation) {
        for (Map.Entry<String, Shape> member : operation.input().members().entrySet()) {
            for (JsonNode wrong : wrong(member.getValue())) {
                ObjectNode request = sample(operation.input(), false);
                request.set(member.getKey(), wrong);

                Answered answered = call(operation, request);

                assertEquals("SerializationException", answered.code(), () -> request + " " + answered.message());
                assertEquals(400, answered.status());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void missingMembersInsideStructuresAreNamedByTheirPath(OperationModel operation) {
        for (Map.Entry<String, Shape> member : operation.input().members().entrySet()) {
            boolean list = member.getValue() instanceof ListOf;
            Shape inner = list ? ((ListOf) member.getValue()).member() : member.getValue();
            if (!(inner instanceof Structure structure) || structure.required().isEmpty() || structure.union()) {
                continue;
            }
            ObjectNode request = sample(operation.input(), false);
            ObjectNode empty = JsonNodeFactory.instance.objectNode();
            request.set(
                    member.getKey(), list ? JsonNodeFactory.instance.arrayNode().add(empty) : empty);

            Answered answered = call(operation, request);

            String path = camelCase(member.getKey()) + (list ? ".1.member" : "");
            assertEquals("ValidationException", answered.code());
            structure
                    .required()
                    .forEach(name -> assertTrue(
                            answered.message().contains("'" + path + "." + camelCase(name) + "'"), answered::message));
        }
    }

    private static Answered call(OperationModel operation, ObjectNode request) {
        return api.call(operation.name(), request.toString());
    }

    /** A request that the protocol accepts, with required members only or with all. */
    private static ObjectNode sample(Structure structure, boolean all) {
        ObjectNode sample = JsonNodeFactory.instance.objectNode();
        if (structure.union()) {
            Map.Entry<String, Shape> first =
                    structure.members().entrySet().iterator().next();
            return sample.set(first.getKey(), sample(first.getValue(), all));
        }
        structure.members().forEach((name, shape) -> {
            if (all || structure.required().contains(name)) {
                sample.set(name, sample(shape, all));
            }
        });
        return sample;
    }

    private static JsonNode sample(Shape shape, boolean all) {
        if (shape instanceof Structure structure) {
            return sample(structure, all);
        }
        if (shape instanceof ListOf list) {
            return JsonNodeFactory.instance.arrayNode().add(sample(list.member(), all));
        }
        if (shape instanceof Text text) {
            return TextNode.valueOf(
                    text.allowed().isEmpty() ? "some" : text.allowed().get(0));
        }
        return ((Scalar) shape).kind() == Scalar.Kind.BOOLEAN
                ? BooleanNode.TRUE
                : ((Scalar) shape).kind() == Scalar.Kind.BLOB ? TextNode.valueOf("c29tZQ==") : IntNode.valueOf(1);
    }

    private static List<JsonNode> wrong(Shape shape) {
        JsonNode list = JsonNodeFactory.instance.arrayNode();
        JsonNode structure = JsonNodeFactory.instance.objectNode();
        JsonNode text = TextNode.valueOf("some");
        JsonNode number = IntNode.valueOf(1);
        if (shape instanceof Structure) {
            return List.of(list, text, number, BooleanNode.TRUE);
        }
        if (shape instanceof ListOf) {
            return List.of(structure, text, number, BooleanNode.TRUE);
        }
        if (shape instanceof Text) {
            return List.of(structure, list, number, BooleanNode.TRUE);
        }
        return ((Scalar) shape).kind() == Scalar.Kind.BOOLEAN
                ? List.of(structure, list, text, number)
                : List.of(structure, list, TextNode.valueOf("so me"), BooleanNode.TRUE);
    }

    private static String camelCase(String member) {
        return Character.toLowerCase(member.charAt(0)) + member.substring(1);
    }
}
