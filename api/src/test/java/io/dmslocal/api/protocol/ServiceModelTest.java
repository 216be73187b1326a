package io.dmslocal.api.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.EveryOperation;
import io.dmslocal.api.protocol.ServiceModel.OperationModel;
import io.dmslocal.api.protocol.shape.ListOf;
import io.dmslocal.api.protocol.shape.Scalar;
import io.dmslocal.api.protocol.shape.Shape;
import io.dmslocal.api.protocol.shape.Structure;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationRequest;

/** The derived model and the SDK's generated classes describe the same service. */
class ServiceModelTest {

    private final ServiceModel model = ServiceModel.dms();

    /** Members that the model has and the SDK of this build has not. */
    private final Set<String> late = new TreeSet<>();

    @Test
    void theOperationsAreTheRequestClassesOfTheSdk() throws Exception {
        URI classes = DatabaseMigrationRequest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();

        TreeSet<String> requests;
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(classes));
                Stream<Path> files =
                        Files.list(jar.getPath("/software/amazon/awssdk/services/databasemigration/model"))) {
            requests = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Request.class"))
                    .map(name -> EveryOperation.modelClass(name.substring(0, name.length() - ".class".length())))
                    .filter(each -> each.getSuperclass() == DatabaseMigrationRequest.class)
                    .map(each -> each.getSimpleName().replaceFirst("Request$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        assertEquals(119, requests.size());
        assertEquals(requests, new TreeSet<>(model.operations().keySet()));
    }

    @Test
    void everyMemberOfEveryShapeIsTheSdksAndOfItsTypeOrIsCarriedBesideIt() {
        for (OperationModel operation : model.operations().values()) {
            String name = operation.name();
            compare(operation.input(), EveryOperation.builder(name + "Request").get(), name);
            compare(
                    operation.output(),
                    EveryOperation.builder(name + "Response").get(),
                    name);
        }

        System.out.println("members that the SDK lacks: " + late);
        assertEquals(
                Set.of(
                        "IbmDb2LuwDataProviderSettings.EncryptionAlgorithm",
                        "IbmDb2LuwDataProviderSettings.SecurityMechanism"),
                late,
                "LateMembers and the round trips of MembersBesideTheSdkTest speak of the others");
    }

    @Test
    void whatTheModelSaysBeyondTypesIsKept() {
        Structure createInstance =
                model.operations().get("CreateReplicationInstance").input();

        assertEquals(List.of("ReplicationInstanceIdentifier", "ReplicationInstanceClass"), createInstance.required());
        assertTrue(model.operations().get("AddTagsToResource").faults().contains("ResourceNotFoundFault"));
        assertTrue(((Structure) model.operations()
                        .get("CreateDataProvider")
                        .input()
                        .members()
                        .get("Settings"))
                .union());
        assertEquals(
                Structure.EMPTY,
                model.operations().get("RunFleetAdvisorLsaAnalysis").input());
    }

    private void compare(Structure shape, SdkPojo pojo, String path) {
        Map<String, SdkField<?>> fields = new TreeMap<>();
        pojo.sdkFields().forEach(field -> fields.put(field.locationName(), field));
        TreeSet<String> members = new TreeSet<>(shape.members().keySet());
        members.stream()
                .filter(member -> !fields.containsKey(member))
                .forEach(member -> late.add(shape.name() + "." + member));
        assertTrue(members.containsAll(fields.keySet()), path + ": " + members + " lacks some of " + fields.keySet());
        fields.keySet().forEach(name -> compare(shape.members().get(name), fields.get(name), path + "." + name));
    }

    private void compare(Shape shape, SdkField<?> field, String path) {
        String type = field.marshallingType().getTargetClass().getSimpleName();
        assertEquals(sdkType(shape), type, path);
        if (shape instanceof Structure structure) {
            compare(structure, field.constructor().get(), path);
        }
        if (shape instanceof ListOf list) {
            compare(list.member(), field.getTrait(ListTrait.class).memberFieldInfo(), path + "[]");
        }
    }

    private static String sdkType(Shape shape) {
        if (shape instanceof Structure) {
            return "SdkPojo";
        }
        if (shape instanceof ListOf) {
            return "List";
        }
        if (!(shape instanceof Scalar scalar)) {
            return "String";
        }
        return switch (scalar.kind()) {
            case INTEGER -> "Integer";
            case LONG -> "Long";
            case DOUBLE -> "Double";
            case BOOLEAN -> "Boolean";
            case TIMESTAMP -> "Instant";
            case BLOB -> "SdkBytes";
        };
    }
}
