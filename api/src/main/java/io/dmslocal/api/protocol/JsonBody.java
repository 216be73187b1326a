package io.dmslocal.api.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.api.protocol.shape.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
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
            return object(JSON.readTree(text));
        } catch (JsonProcessingException malformed) {
            JsonLocation at = malformed.getLocation();
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw new Unreadable("The request body is not valid JSON: " + inWords(malformed) + where);
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

    /** Without the parser's own names for things. */
    private static String inWords(JsonProcessingException malformed) {
        return malformed instanceof MismatchedInputException
                ? "something follows after the document"
                : malformed.getOriginalMessage().replaceFirst(" \\(start marker at .*", "");
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
