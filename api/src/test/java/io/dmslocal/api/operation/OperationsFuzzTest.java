package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dmslocal.api.ServedApi;
import io.dmslocal.api.ServedApi.Answered;
import io.dmslocal.api.operation.Operations.Operation;
import io.dmslocal.api.operation.Operations.Tier;
import io.dmslocal.api.protocol.ServiceModel;
import io.dmslocal.api.protocol.shape.ListOf;
import io.dmslocal.api.protocol.shape.Scalar;
import io.dmslocal.api.protocol.shape.Shape;
import io.dmslocal.api.protocol.shape.Structure;
import io.dmslocal.api.protocol.shape.Text;
import io.dmslocal.engine.RunningEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Well-typed requests with odd values, at every operation that does something, on a running engine: refused or done, never a 5xx. Names and ARNs of
 * answers come back in later requests. A seed reproduces a run's requests: {@code -Dfuzz.seed=42}.
 */
class OperationsFuzzTest {

    private static final long SEED = Long.getLong("fuzz.seed", 20_160_101);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 2_500);

    private static final List<String> ODD = List.of(
            "",
            " ",
            "a",
            "A",
            "-a",
            "a-",
            "a--b",
            "default",
            "some-name",
            "x".repeat(64),
            "x".repeat(300),
            "\u00e4\u4e2d\uD83D\uDE00",
            "\u0000",
            "%s%n${x}",
            "../../etc/passwd",
            "arn",
            "arn:aws:dms:us-east-1:000000000000:rep:",
            "arn:aws:dms:us-east-1:000000000000:endpoint:X",
            "arn:aws:dms:us-east-1:000000000000:rep:X|Y",
            "arn:aws:dms:us-east-1:000000000000:endpoint:X|Y",
            "arn:aws:dms:us-east-1:000000000000:task:X\u0000",
            "arn:aws:dms:us-east-1:000000000000:task:X",
            "arn:aws:dms:eu-west-1:000000000000:rep:X",
            "arn:aws:dms:us-east-1:000000000000:subgrp:default",
            "arn:aws:s3:::bucket",
            "arn:aws:kms:us-east-1:000000000000:key/1",
            "subnet-1",
            "subnet-2",
            "dms.t3.micro",
            "dms.c5.large",
            "dms..",
            "3.5.4",
            "3.6.1",
            "99.99.99",
            "sun:10:00-sun:11:00",
            "sun:10:00",
            "us-east-1a",
            "IPV4",
            "mysql",
            "postgres",
            "kinesis",
            "s3",
            "source",
            "target",
            "replication-instance-id",
            "endpoint-arn",
            "{}",
            "[]",
            "null",
            "1",
            "{\"rules\":[]}",
            "{\"rules\":null}",
            "{\"rules\":[{}]}",
            "{\"rules\":[1]}",
            "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"object-locator\":{\"schema-name\":\"%\",\"table-name\":\"%\"},"
                    + "\"rule-action\":\"include\"}]}",
            "{\"TargetMetadata\":{\"BatchApplyEnabled\":\"x\"}}",
            "{\"FullLoadSettings\":null}",
            "{\"Logging\":[]}",
            "full-load",
            "cdc",
            "full-load-and-cdc",
            "start-replication",
            "2020-01-01T00:00:00",
            "server_time:2020-01-01T00:00:00",
            "checkpoint:V1#1",
            "a=b;c;=;d=");

    private final Random random = new Random(SEED);
    private final List<String> seen = new ArrayList<>(ODD);

    @Test
    void oddValuesAreRefusedOrTakenAndNeverAServerError() {
        try (RunningEngine engine = new RunningEngine("")) {
            Operations operations = AllOperations.of(engine.engine());
            List<String> names = operations.byName().values().stream()
                    .filter(operation -> operation.tier() != Tier.REJECTED)
                    .map(Operation::name)
                    .sorted()
                    .toList();
            try (ServedApi api = ServedApi.of(operations)) {
                Set<String> done = run(api, names);
                assertTrue(
                        done.size() >= names.size() / 5
                                && done.stream().anyMatch(name -> name.startsWith("Create"))
                                && done.stream().anyMatch(name -> name.matches("(Add|Delete|Modify|Remove).*")),
                        () -> "The run has not got behind the checks; it did " + done);
            }
        }
    }

    /** @return operations that took at least one request */
    private Set<String> run(ServedApi api, List<String> names) {
        Set<String> done = new TreeSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            String name = names.get(random.nextInt(names.size()));
            Structure input = ServiceModel.dms().operations().get(name).input();
            String request = structure(input, true).toString();

            Answered answered = api.call(name, request);

            String description = "seed " + SEED + " round " + round + ": " + name + " " + request;
            assertTrue(answered.status() < 500, () -> answered.body() + " to " + description);
            if (answered.status() == 200) {
                done.add(name);
                remember(answered.body());
            }
        }
        return done;
    }

    private void remember(JsonNode answer) {
        if (answer.isTextual() && answer.textValue().length() < 300) {
            if (seen.size() < 400) {
                seen.add(answer.textValue());
            } else {
                seen.set(ODD.size() + random.nextInt(seen.size() - ODD.size()), answer.textValue());
            }
        }
        answer.forEach(this::remember);
    }

    private ObjectNode structure(Structure structure, boolean top) {
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        int[] sparse = {1_000_000, 30, 12, 5};
        int optional = top ? sparse[random.nextInt(sparse.length)] : 3; // one member in so many
        for (Map.Entry<String, Shape> member : structure.members().entrySet()) {
            boolean required = structure.required().contains(member.getKey());
            if (required ? random.nextInt(20) > 0 : random.nextInt(optional) == 0) {
                made.set(member.getKey(), value(member.getKey(), member.getValue()));
            }
        }
        return made;
    }

    private JsonNode value(String member, Shape shape) {
        if (shape instanceof Structure structure) {
            return structure(structure, false);
        }
        if (shape instanceof ListOf list) {
            ArrayNode made = JsonNodeFactory.instance.arrayNode();
            for (int i = random.nextInt(4); i > 0; i--) {
                made.add(value(member, list.member()));
            }
            return made;
        }
        if (shape instanceof Text text) {
            return TextNode.valueOf(text(member, text));
        }
        return scalar(((Scalar) shape).kind());
    }

    private String text(String member, Text text) {
        if (!text.allowed().isEmpty() && random.nextInt(10) > 0) {
            return text.allowed().get(random.nextInt(text.allowed().size()));
        }
        List<String> fitting = fitting(member);
        if (!fitting.isEmpty() && random.nextInt(4) > 0) {
            return fitting.get(random.nextInt(fitting.size()));
        }
        return seen.get(random.nextInt(seen.size()));
    }

    /** What could be right for a member of this name. */
    private List<String> fitting(String member) {
        if (member.endsWith("Arn") || member.endsWith("Arns")) {
            return seen.stream()
                    .filter(value -> value.startsWith("arn:aws:dms:us-east-1:"))
                    .toList();
        }
        return switch (member) {
            case "ReplicationInstanceClass" -> List.of("dms.t3.micro", "dms.c5.large");
            case "EngineName" -> List.of("mysql", "postgres", "kinesis");
            case "SubnetIds" -> List.of("subnet-1", "subnet-2", "subnet-3");
            case "Name" ->
                List.of("endpoint-arn", "endpoint-id", "replication-instance-id", "replication-subnet-group-id");
            case "Key", "Value", "TagKeys" -> List.of("k1", "k2", "k3");
            default ->
                member.endsWith("Identifier")
                        ? List.of("one", "Two", "three-3", "four" + random.nextInt(1000))
                        : List.of();
        };
    }

    private JsonNode scalar(Scalar.Kind kind) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        int[] odd = {Integer.MIN_VALUE, -1, 0, 1, 5, 19, 20, 50, 100, 3306, 6144, 65536, Integer.MAX_VALUE};
        return switch (kind) {
            case BOOLEAN -> BooleanNode.valueOf(random.nextBoolean());
            case BLOB -> TextNode.valueOf("c29tZQ==");
            case TIMESTAMP -> json.numberNode(random.nextInt(5) == 0 ? -6e10 : random.nextDouble() * 2e9);
            case DOUBLE -> json.numberNode(random.nextGaussian());
            default -> json.numberNode(odd[random.nextInt(odd.length)]);
        };
    }
}
