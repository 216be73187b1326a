package io.dmslocal.persistence.serialization;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.function.Supplier;

/** Seals what {@link Secret} marks. */
final class SecretIntrospector extends NopAnnotationIntrospector {

    private final transient Supplier<Secrets> secrets;

    SecretIntrospector(Supplier<Secrets> secrets) {
        this.secrets = secrets;
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public JsonSerializer<?> findSerializer(Annotated annotated) {
        return annotated.hasAnnotation(Secret.class) ? new Sealer() : null;
    }

    @Override
    public JsonDeserializer<?> findDeserializer(Annotated annotated) {
        return annotated.hasAnnotation(Secret.class) ? new Opener(null) : null;
    }

    private final class Sealer extends StdSerializer<Object> {
        Sealer() {
            super(Object.class);
        }

        @Override
        public void serialize(Object value, JsonGenerator json, SerializerProvider provider) throws IOException {
            String clear =
                    value instanceof String text ? text : ((ObjectMapper) json.getCodec()).writeValueAsString(value);
            json.writeString(secrets.get().seal(clear));
        }
    }

    private final class Opener extends JsonDeserializer<Object> implements ContextualDeserializer {

        private final JavaType type;

        Opener(JavaType type) {
            this.type = type;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
            return new Opener(property.getType());
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            ObjectMapper mapper = (ObjectMapper) parser.getCodec();
            String text = parser.getValueAsString();
            if (text == null || !Secrets.isSealed(text)) {
                return mapper.readValue(parser, type);
            }
            String clear = secrets.get().open(text);
            return type.hasRawClass(String.class) ? clear : mapper.readValue(clear, type);
        }
    }
}
