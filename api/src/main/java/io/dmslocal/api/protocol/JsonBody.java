package io.dmslocal.api.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.api.protocol.shape.Unreadable;
import io.dmslocal.engine.model.NotJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** A request's bytes as JSON. Of two equal keys the last one counts; an empty body is an empty object. */
public final class JsonBody {

    /** Bytes, after decompression: table mappings may have 2 MB on the live service. */
    public static final int LIMIT = 8 * 1024 * 1024;

    /** A body of more than {@link #LIMIT} bytes. */
    public static final class TooLarge extends RuntimeException {
        TooLarge() {
            super("The request body has more than " + LIMIT + " bytes.", null, false, false);
        }
    }

    private static final int DEPTH = 100; // levels of nesting; assumed

    /** Only an escape can bring in half a character: the bytes are UTF-8. */
    private static final Pattern HALF = Pattern.compile("\\\\u[dD][89a-fA-F]");

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxStringLength(LIMIT)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonBody() {}

    /**
     * @param encoding of the header {@code Content-Encoding}; empty when there is none
     * @throws Unreadable when this is no JSON object
     * @throws TooLarge when it unpacks to more than {@link #LIMIT}
     */
    public static ObjectNode read(byte[] body, String encoding) {
        String text = text(unpacked(body, encoding));
        if (text.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode json = JSON.readTree(text);
            if (HALF.matcher(text).find() && hasHalves(json)) {
                throw new Unreadable("The request body has half a character: a surrogate (\\ud800 to \\udfff) alone.");
            }
            return object(json);
        } catch (JsonProcessingException malformed) {
            throw new Unreadable("The request body is not valid JSON: " + NotJson.words(malformed));
        }
    }

    private static ObjectNode object(JsonNode document) {
        if (document instanceof ObjectNode object) {
            return object;
        }
        throw new Unreadable("The request body must be a JSON object, {...}; found " + inWords(document) + ".");
    }

    private static String inWords(JsonNode document) {
        return switch (document.getNodeType()) {
            case ARRAY -> "a list";
            case STRING -> "a text";
            case NUMBER -> "a number";
            default -> document.asText(); // true, false, null
        };
    }

    /** Whether a text has a surrogate without its other half, which is no character: stored as UTF-8 it would come back as another text. */
    private static boolean hasHalves(JsonNode json) {
        if (json.isTextual()) {
            return isHalved(json.textValue());
        }
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            if (isHalved(names.next())) {
                return true;
            }
        }
        for (JsonNode part : json) {
            if (hasHalves(part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHalved(String text) {
        return !StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static byte[] unpacked(byte[] body, String encoding) {
        String name = encoding.trim().toLowerCase(Locale.ROOT);
        if (body.length > LIMIT) {
            throw new TooLarge();
        }
        if (name.isEmpty() || name.equals("identity") || body.length == 0) {
            return body;
        }
        if (!name.equals("gzip")) {
            throw new Unreadable("Content-Encoding " + encoding + " is not supported; gzip and identity are.");
        }
        try (InputStream unpacking = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] unpacked = unpacking.readNBytes(LIMIT + 1);
            if (unpacked.length > LIMIT) {
                throw new TooLarge();
            }
            return unpacked;
        } catch (IOException notGzip) {
            throw new Unreadable("The request body is not valid gzip: " + notGzip.getMessage());
        }
    }

    /** Strictly UTF-8, so that no broken character is stored; a byte order mark is passed over. */
    private static String text(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException malformed) {
            throw new Unreadable("The request body is not valid UTF-8.");
        }
    }
}
