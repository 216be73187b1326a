package io.dmslocal.api.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dmslocal.api.protocol.ServiceModel;
import io.dmslocal.api.protocol.shape.ListOf;
import io.dmslocal.api.protocol.shape.Scalar;
import io.dmslocal.api.protocol.shape.Shape;
import io.dmslocal.api.protocol.shape.Structure;
import io.dmslocal.api.protocol.shape.Text;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Valid requests, made of the service model: required members only, with values that their names ask for. Whatever an operation refers to, beside what it
 * creates, does not exist.
 */
final class SampleRequests {

    private static final String SCOPE = "us-east-1:000000000000:";
    private static final String GENERATED = "AAAAAAAAAAAAAAAAAAAAAAAAAA"; // the form of AWS's ids; nothing has this one
    private static final String UUID = "00000000-0000-4000-8000-000000000000";

    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("ReplicationInstanceClass", "dms.t3.micro"),
            Map.entry("EngineName", "mysql"),
            Map.entry("Engine", "mysql"),
            Map.entry("SnsTopicArn", "arn:aws:sns:" + SCOPE + "topic"),
            Map.entry("ServiceAccessRoleArn", "arn:aws:iam::000000000000:role/dms"),
            Map.entry("ApplyAction", "os-upgrade"),
            Map.entry("OptInType", "immediate"),
            Map.entry("StartReplicationType", "start-replication"),
            Map.entry("ConversionConfiguration", "{}"),
            Map.entry(
                    "SelectionRules",
                    "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\","
                            + "\"object-locator\":{\"schema-name\":\"s\"},\"rule-action\":\"explicit\"}]}"),
            Map.entry(
                    "TableMappings",
                    "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"object-locator\":"
                            + "{\"schema-name\":\"s\",\"table-name\":\"%\"},\"rule-action\":\"include\"}]}"));

    private static final Map<String, String> ARNS = Map.ofEntries(
            Map.entry("ReplicationInstanceArn", "rep"),
            Map.entry("TargetReplicationInstanceArn", "rep"),
            Map.entry("ResourceArn", "rep"),
            Map.entry("EndpointArn", "endpoint"),
            Map.entry("SourceEndpointArn", "endpoint"),
            Map.entry("TargetEndpointArn", "endpoint"),
            Map.entry("ReplicationTaskArn", "task"),
            Map.entry("ReplicationConfigArn", "replication-config"),
            Map.entry("CertificateArn", "cert"),
            Map.entry("ReplicationTaskAssessmentRunArn", "assessment-run"));

    private final AtomicInteger names = new AtomicInteger();

    /** What an operation cannot do without. */
    ObjectNode minimal(String operation) {
        return structure(ServiceModel.dms().operations().get(operation).input());
    }

    /** Whether an operation's required members name something that must exist. */
    static boolean refers(String operation) {
        Structure input = ServiceModel.dms().operations().get(operation).input();
        return input.required().stream().anyMatch(member -> isReference(operation, member));
    }

    /** Whether an operation's required members have a name for what it creates. */
    static boolean names(String operation) {
        return ServiceModel.dms().operations().get(operation).input().required().contains(own(operation));
    }

    /** The member by which what an operation creates is named. */
    static String own(String operation) {
        return operation.equals("CreateEventSubscription")
                ? "SubscriptionName"
                : operation.replaceFirst("Create|Import", "") + "Identifier";
    }

    private static boolean isReference(String operation, String member) {
        boolean creates = operation.startsWith("Create") || operation.startsWith("Import");
        if (ARNS.containsKey(member) || member.endsWith("DataProviderDescriptors")) {
            return true;
        }
        if (member.endsWith("Identifier")) {
            return !(creates && member.equals(own(operation)));
        }
        return member.equals("DatabaseId")
                || member.equals("DatabaseIds")
                || member.equals("CollectorReferencedId")
                || member.equals("SubscriptionName") && !creates;
    }

    private ObjectNode structure(Structure structure) {
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        structure.members().forEach((name, shape) -> {
            boolean first = structure.union() && made.isEmpty();
            if (first || structure.required().contains(name)) {
                made.set(name, value(name, shape));
            }
        });
        return made;
    }

    /** @param member as AWS spells it */
    JsonNode value(String member, Shape shape) {
        if (shape instanceof Structure structure) {
            ObjectNode made = structure(structure);
            return member.equals("ComputeConfig") ? made.put("MaxCapacityUnits", 2) : made;
        }
        if (shape instanceof ListOf list) {
            ArrayNode made = JsonNodeFactory.instance.arrayNode();
            if (member.equals("SubnetIds")) {
                return made.add("subnet-00000001").add("subnet-00000002");
            }
            if (member.equals("Tags")) {
                made.addObject().put("Key", "team").put("Value", "data");
                return made;
            }
            return made.add(value(member, list.member()));
        }
        if (shape instanceof Text text) {
            return TextNode.valueOf(text(member, text));
        }
        return switch (((Scalar) shape).kind()) {
            case BOOLEAN -> BooleanNode.TRUE;
            case BLOB -> TextNode.valueOf("c29tZQ==");
            default -> IntNode.valueOf(20);
        };
    }

    private String text(String member, Text text) {
        if (!text.allowed().isEmpty()) {
            return text.allowed().get(0);
        }
        if (ARNS.containsKey(member)) {
            return "arn:aws:dms:" + SCOPE + ARNS.get(member) + ":" + GENERATED;
        }
        if (member.endsWith("Id") || member.endsWith("Ids") || member.equals("RequestIdentifier")) {
            return UUID;
        }
        return VALUES.getOrDefault(member, "sample-" + names.incrementAndGet());
    }
}
