package io.dmslocal.api.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.api.protocol.shape.ListOf;
import io.dmslocal.api.protocol.shape.Scalar;
import io.dmslocal.api.protocol.shape.Shape;
import io.dmslocal.api.protocol.shape.Structure;
import io.dmslocal.api.protocol.shape.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** AWS's description of the service: its operations with their shapes and faults, read from {@code service-model.json}. */
public final class ServiceModel {

    /**
     * @param input members of the request
     * @param output members of the response
     * @param faults what the operation may be refused with, by the codes of the wire, beside the framework's own
     */
    public record OperationModel(String name, Structure input, Structure output, List<String> faults) {}

    private static final ServiceModel INSTANCE = read();

    private final String targetPrefix;
    private final JsonNode shapes;
    private final Map<String, Shape> made = new HashMap<>();
    private final Map<String, OperationModel> operations = new LinkedHashMap<>();

    private ServiceModel(JsonNode model) {
        targetPrefix = model.path("targetPrefix").textValue();
        shapes = model.path("shapes");
        for (Map.Entry<String, JsonNode> operation : model.path("operations").properties()) {
            JsonNode described = operation.getValue();
            List<String> faults = texts(described.path("faults"));
            Structure input = structure(described.path("input").asText());
            Structure output = structure(described.path("output").asText());
            operations.put(operation.getKey(), new OperationModel(operation.getKey(), input, output, faults));
        }
    }

    public static ServiceModel dms() {
        return INSTANCE;
    }

    /** What stands before the operation's name in {@code X-Amz-Target}. */
    public String targetPrefix() {
        return targetPrefix;
    }

    /** All 119, by name. */
    public Map<String, OperationModel> operations() {
        return Collections.unmodifiableMap(operations);
    }

    private static ServiceModel read() {
        try (InputStream resource = ServiceModel.class.getResourceAsStream("service-model.json")) {
            return new ServiceModel(new ObjectMapper().readTree(resource));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Structure structure(String name) {
        return name.isEmpty() ? Structure.EMPTY : (Structure) shape(name);
    }

    private Shape shape(String name) {
        Shape known = made.get(name);
        if (known != null) {
            return known;
        }
        Shape shape = make(name, shapes.path(name));
        made.put(name, shape);
        return shape;
    }

    private Shape make(String name, JsonNode described) {
        String type = described.path("type").asText();
        if (type.equals("structure")) {
            Map<String, Shape> members = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> member : described.path("members").properties()) {
                members.put(member.getKey(), shape(member.getValue().textValue()));
            }
            boolean union = described.path("union").asBoolean();
            return new Structure(name, members, texts(described.path("required")), union);
        }
        if (type.equals("list")) {
            return new ListOf(
                    name,
                    shape(described.path("member").textValue()),
                    described.path("min").asInt(0));
        }
        if (type.equals("string")) {
            int max = described.path("max").asInt(Integer.MAX_VALUE);
            return new Text(
                    name,
                    max,
                    allowed(name, texts(described.path("enum"))),
                    described.path("sensitive").asBoolean());
        }
        return new Scalar(name, Scalar.Kind.named(type));
    }

    /** DescribeEvents takes two source types, the model knows one (AWS: DescribeEvents, SourceType). */
    private static List<String> allowed(String name, List<String> modelled) {
        return name.equals("SourceType") ? List.of("replication-instance", "replication-task") : modelled;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>(list.size());
        list.forEach(each -> texts.add(each.textValue()));
        return List.copyOf(texts);
    }
}
