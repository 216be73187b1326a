package io.dmslocal.api.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.util.ByteString;
import io.dmslocal.api.protocol.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;

/** Builds answers: a request id on each, the browser's headers where an origin is allowed, gzip where it is asked for and pays. */
final class Responses {

    static final ContentType AWS_JSON = ContentTypes.parse("application/x-amz-json-1.1");
    static final ContentType XML = ContentTypes.parse("text/xml; charset=UTF-8");

    private static final int WORTH_GZIP = 4 * 1024; // bytes
    private static final HttpHeader GZIP = RawHeader.create("Content-Encoding", "gzip");
    private static final HttpHeader ALLOW = RawHeader.create("Allow", "POST");

    private static final ByteString NOT_POSTED = ByteString.fromString(
            "{\"message\":\"This is dms-local, AWS Database Migration Service. Its API is called by POST,"
                    + " as SDKs and the aws cli do; for people there are /_dms/health, /_dms/operations and"
                    + " /_dms/journal/{arn}.\"}\n");

    private Responses() {}

    /** Not secret, so not from the secure generator. */
    static String requestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long version4 = random.nextLong() & ~0xF000L | 0x4000L;
        long variant = random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(version4, variant).toString();
    }

    /** @param errorType empty on success */
    static HttpResponse of(
            RequestHead head, String requestId, int status, String errorType, ContentType type, ByteString body) {
        List<HttpHeader> headers = headers(head, requestId);
        if (!errorType.isEmpty()) {
            headers.add(RawHeader.create("x-amzn-ErrorType", errorType));
        }
        ByteString sent = body;
        if (body.length() > WORTH_GZIP && head.acceptsGzip()) {
            sent = ByteString.fromArrayUnsafe(gzip(body.toArrayUnsafe()));
            headers.add(GZIP);
        }
        return HttpResponse.create()
                .withStatus(status)
                .withHeaders(headers)
                .withEntity(HttpEntities.create(type, sent));
    }

    /** Without the browser's headers: no page is to read this. */
    static HttpResponse bare(String requestId, Reply reply) {
        return HttpResponse.create()
                .withStatus(reply.status())
                .addHeader(RawHeader.create("x-amzn-RequestId", requestId))
                .addHeader(RawHeader.create("x-amzn-ErrorType", reply.errorType()))
                .withEntity(HttpEntities.create(AWS_JSON, reply.body()));
    }

    /** For a person with a browser or curl: SDKs post. */
    static HttpResponse methodNotAllowed(RequestHead head, String requestId) {
        List<HttpHeader> headers = headers(head, requestId);
        headers.add(ALLOW);
        return HttpResponse.create()
                .withStatus(405)
                .withHeaders(headers)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, NOT_POSTED));
    }

    /** A browser asks whether it may call. */
    static HttpResponse preflight(RequestHead head, String requestId) {
        List<HttpHeader> headers = headers(head, requestId);
        headers.add(RawHeader.create("Access-Control-Allow-Methods", "POST, GET, OPTIONS, PUT, DELETE"));
        if (!head.requestedHeaders().isEmpty()) {
            headers.add(RawHeader.create("Access-Control-Allow-Headers", head.requestedHeaders()));
        }
        return HttpResponse.create().withStatus(204).withHeaders(headers);
    }

    private static List<HttpHeader> headers(RequestHead head, String requestId) {
        List<HttpHeader> headers = new ArrayList<>(6);
        headers.add(RawHeader.create("x-amzn-RequestId", requestId));
        if (!head.origin().isEmpty()) {
            headers.add(RawHeader.create("Access-Control-Allow-Origin", head.origin()));
            headers.add(RawHeader.create("Access-Control-Expose-Headers", "x-amzn-RequestId, x-amzn-ErrorType"));
            headers.add(RawHeader.create("Vary", "Origin"));
        }
        return headers;
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream packing = new GZIPOutputStream(packed)) {
            packing.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a buffer in memory
        }
        return packed.toByteArray();
    }
}
