package io.dmslocal.api.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import io.dmslocal.api.protocol.Credential;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What a request's first lines say, read in one pass; every text is empty when its header is absent. */
final class RequestHead {

    private static final Pattern NO_GZIP = Pattern.compile("gzip *; *q=0(\\.0*)? *(,|$)");

    private String target = "";
    private String authorization = "";
    private String host = "";
    private String regionHeader = "";
    private String contentEncoding = "";
    private String acceptEncoding = "";
    private String origin = "";
    private String requestedHeaders = "";
    private final String rawQuery;

    private RequestHead(String rawQuery) {
        this.rawQuery = rawQuery;
    }

    static RequestHead of(HttpRequest request) {
        RequestHead head = new RequestHead(request.getUri().rawQueryString().orElse(""));
        for (HttpHeader header : request.getHeaders()) {
            head.take(header);
        }
        return head;
    }

    private void take(HttpHeader header) {
        switch (header.lowercaseName()) {
            case "x-amz-target" -> target = header.value();
            case "authorization" -> authorization = header.value();
            case "host" -> host = header.value();
            case "x-amz-region" -> regionHeader = header.value();
            case "content-encoding" -> contentEncoding = header.value();
            case "accept-encoding" -> acceptEncoding = header.value();
            case "origin" -> origin = header.value();
            case "access-control-request-headers" -> requestedHeaders = header.value();
            default -> {}
        }
    }

    String target() {
        return target;
    }

    String host() {
        return host;
    }

    String regionHeader() {
        return regionHeader;
    }

    String contentEncoding() {
        return contentEncoding;
    }

    String origin() {
        return origin;
    }

    String requestedHeaders() {
        return requestedHeaders;
    }

    boolean acceptsGzip() {
        return acceptEncoding.contains("gzip")
                && !NO_GZIP.matcher(acceptEncoding).find();
    }

    Credential credential() {
        if (!authorization.isEmpty()) {
            return Credential.ofHeader(authorization);
        }
        return rawQuery.isEmpty() ? Credential.NONE : Credential.ofScope(query().getOrDefault("X-Amz-Credential", ""));
    }

    /** Of two equal names the last one counts; what is badly encoded is taken as it stands. */
    Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        for (String part : rawQuery.split("&")) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            query.put(decoded(name), equals < 0 ? "" : decoded(part.substring(equals + 1)));
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badlyEncoded) {
            return text;
        }
    }
}
