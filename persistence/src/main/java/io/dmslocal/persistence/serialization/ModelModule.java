package io.dmslocal.persistence.serialization;

import akka.serialization.Serialization;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.module.SimpleSerializers;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Teaches a mapper the AWS SDK's model classes and {@link Secret}, with everything secret sealed: for journals and messages between nodes.
 *
 * <p>The serializer {@code dms-json} makes it by name; it then seals with the {@link NodeSecrets} of the actor system that serializes.
 */
public final class ModelModule extends Module {

    private final Supplier<Secrets> secrets;

    /** Uses the secrets of the actor system that serializes at the moment. */
    public ModelModule() {
        this(() -> {
            Serialization.Information current = Serialization.getCurrentTransportInformation();
            return NodeSecrets.ID.get(current.system()).secrets();
        });
    }

    public ModelModule(Secrets secrets) {
        this(() -> secrets);
    }

    private ModelModule(Supplier<Secrets> secrets) {
        this.secrets = secrets;
    }

    @Override
    public String getModuleName() {
        return "dms-local model";
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public void setupModule(SetupContext context) {
        context.insertAnnotationIntrospector(new SecretIntrospector(secrets));
        SimpleSerializers serializers = new SimpleSerializers();
        serializers.addSerializer(SdkPojo.class, new Writer());
        context.addSerializers(serializers);
        context.addDeserializers(new Readers());
    }

    private final class Writer extends StdSerializer<SdkPojo> {
        Writer() {
            super(SdkPojo.class);
        }

        @Override
        public void serialize(SdkPojo pojo, JsonGenerator json, SerializerProvider provider) throws IOException {
            ModelJson.write(json, pojo, clear -> secrets.get().seal(clear));
        }
    }

    private final class Readers extends Deserializers.Base {
        @Override
        public JsonDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription description) {
            boolean model = SdkPojo.class.isAssignableFrom(type.getRawClass())
                    && !type.getRawClass().isInterface();
            return model ? new Reader(type.getRawClass()) : null;
        }
    }

    private final class Reader extends JsonDeserializer<SdkPojo> {

        private final Supplier<SdkPojo> builder;

        Reader(Class<?> type) {
            builder = builderOf(type);
        }

        @Override
        public SdkPojo deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode json = parser.readValueAsTree();
            return ModelReader.read(json, builder, text -> secrets.get().open(text));
        }
    }

    private static Supplier<SdkPojo> builderOf(Class<?> type) {
        try {
            Method method = type.getMethod("builder");
            MethodHandle handle =
                    MethodHandles.publicLookup().unreflect(method).asType(MethodType.methodType(SdkPojo.class));
            return () -> {
                try {
                    return (SdkPojo) handle.invokeExact();
                } catch (RuntimeException | Error e) {
                    throw e;
                } catch (Throwable e) {
                    throw new IllegalStateException(e); // builder() declares none
                }
            };
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getName() + " has no builder(): it is not a model class", e);
        }
    }
}
