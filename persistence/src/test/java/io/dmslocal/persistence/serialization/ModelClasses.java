package io.dmslocal.persistence.serialization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.utils.builder.Buildable;

/** Every model class of the SDK, and a filled object of each. */
final class ModelClasses {

    private ModelClasses() {}

    /** An empty builder of every structure, request and response. */
    static Stream<SdkPojo> builders() {
        Path jar = Path.of(Endpoint.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        String folder = Endpoint.class.getPackageName().replace('.', '/') + "/";
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(folder) && name.endsWith(".class") && !name.contains("$"))
                    .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                    .toList()
                    .stream()
                    .flatMap(ModelClasses::builder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object with every member set, lists with one element, down to the leaves. */
    static SdkPojo filled(SdkPojo builder) {
        for (SdkField<?> field : builder.sdkFields()) {
            field.set(builder, sample(field));
        }
        return (SdkPojo) ((Buildable) builder).build();
    }

    static Object sample(SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.SDK_POJO) {
            return filled(field.constructor().get());
        } else if (type == MarshallingType.LIST) {
            return List.of(sample(field.getTrait(ListTrait.class).memberFieldInfo()));
        } else if (type == MarshallingType.STRING) {
            return "text of " + field.memberName();
        } else if (type == MarshallingType.BOOLEAN) {
            return true;
        } else if (type == MarshallingType.INTEGER) {
            return 4;
        } else if (type == MarshallingType.LONG) {
            return 1L << 40;
        } else if (type == MarshallingType.DOUBLE) {
            return 0.25;
        } else if (type == MarshallingType.INSTANT) {
            return Instant.parse("2026-11-20T10:00:00.120Z");
        } else if (type == MarshallingType.SDK_BYTES) {
            return SdkBytes.fromUtf8String("bytes");
        }
        throw new AssertionError(type);
    }

    private static Stream<SdkPojo> builder(String className) {
        try {
            Class<?> type = Class.forName(className);
            boolean structure = SdkPojo.class.isAssignableFrom(type)
                    && !Throwable.class.isAssignableFrom(type)
                    && !type.isInterface()
                    && !java.lang.reflect.Modifier.isAbstract(type.getModifiers());
            return structure ? Stream.of((SdkPojo) type.getMethod("builder").invoke(null)) : Stream.empty();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(className, e);
        }
    }
}
