package io.dmslocal.api.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import com.typesafe.config.Config;
import io.dmslocal.api.protocol.FrameworkFaults;
import io.dmslocal.engine.model.Fault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The strict mode of {@code dms-local.api.credentials}: serves only calls that are signed with a key of that list. With an empty list every call is served,
 * signed or not, as by other local emulators.
 *
 * <p>AWS: Signature Version 4 signing process, Create a signed AWS API request; Common errors. The SDK can only sign, and signs more headers than a
 * client may have signed, so the signature is computed here.
 */
public final class Signatures {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Pattern AUTHORIZATION = Pattern.compile(
            ALGORITHM
                    + " +Credential=([^/,\\s]+)/(\\d{8})/([^/,\\s]+)/([^/,\\s]+)/aws4_request *, *SignedHeaders=([^,\\s]+) *, *Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration SKEW = Duration.ofMinutes(5); // AWS: the same

    private final Map<String, String> secrets; // by access key id
    private final Clock clock;

    private Signatures(Map<String, String> secrets, Clock clock) {
        this.secrets = Map.copyOf(secrets);
        this.clock = clock;
    }

    public static Signatures unchecked() {
        return of(Map.of(), Clock.systemUTC());
    }

    /** @param secrets secret access keys by access key id */
    public static Signatures of(Map<String, String> secrets, Clock clock) {
        return new Signatures(secrets, clock);
    }

    static Signatures from(List<? extends Config> credentials) {
        return of(
                credentials.stream()
                        .collect(Collectors.toMap(
                                each -> each.getString("access-key-id"),
                                each -> each.getString("secret-access-key"),
                                (first, second) -> {
                                    throw new IllegalArgumentException(
                                            "dms-local.api.credentials has an access-key-id twice");
                                })),
                Clock.systemUTC());
    }

    /** Why a call is not served; empty when it is. @param body as it was sent */
    Optional<Fault> fault(HttpRequest request, byte[] body) {
        if (secrets.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> headers = headers(request);
        String authorization = headers.getOrDefault("authorization", "");
        if (authorization.isEmpty()) {
            return refused("MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        Matcher parts = AUTHORIZATION.matcher(authorization);
        if (!parts.matches()) {
            return refused(
                    "IncompleteSignatureException",
                    "The Authorization header needs the form " + ALGORITHM
                            + " Credential=<key>/<date>/<region>/dms/aws4_request, SignedHeaders=<names>, Signature=<64 hex digits>.");
        }
        String secret = secrets.get(parts.group(1));
        if (secret == null) {
            return refused(
                    "UnrecognizedClientException",
                    "The security token included in the request is invalid. The access key id is none of dms-local.api.credentials.");
        }
        return timeFault(headers.getOrDefault("x-amz-date", ""), parts.group(2))
                .or(() -> signatureFault(request, headers, body, parts, secret));
    }

    private Optional<Fault> timeFault(String date, String day) {
        Instant now = clock.instant();
        Instant signed;
        try {
            signed = DATE.parse(date, Instant::from);
        } catch (DateTimeParseException none) {
            return refused(
                    "IncompleteSignatureException",
                    "A signed call needs a header X-Amz-Date like " + DATE.format(now) + ".");
        }
        if (!date.startsWith(day)) {
            return refused(
                    "InvalidSignatureException",
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601" + " version of date from HTTP: '"
                            + day + "' != '" + date.substring(0, 8) + "'.");
        }
        if (Duration.between(signed, now).abs().compareTo(SKEW) > 0) {
            return refused(
                    "InvalidSignatureException",
                    (signed.isBefore(now) ? "Signature expired: " : "Signature not yet current: ") + date
                            + " is more than " + SKEW.toMinutes() + " minutes from " + DATE.format(now) + ".");
        }
        return Optional.empty();
    }

    private static Optional<Fault> signatureFault(
            HttpRequest request, Map<String, String> headers, byte[] body, Matcher parts, String secret) {
        String signedHeaders = parts.group(5);
        List<String> names = Arrays.asList(signedHeaders.split(";"));
        if (!names.contains("host")) {
            return refused("IncompleteSignatureException", "The header Host must be signed.");
        }
        String canonical = String.join(
                "\n",
                request.method().name(),
                path(request.getUri().path()),
                query(request.getUri().rawQueryString().orElse("")),
                names.stream()
                        .map(name -> name + ":" + headers.getOrDefault(name, ""))
                        .collect(Collectors.joining("\n", "", "\n")),
                signedHeaders,
                hex(sha256(body)));
        String scope = String.join("/", parts.group(2), parts.group(3), parts.group(4), "aws4_request");
        String toSign = String.join("\n", ALGORITHM, headers.get("x-amz-date"), scope, hex(sha256(utf8(canonical))));
        byte[] key = utf8("AWS4" + secret);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        byte[] signature = HexFormat.of().parseHex(parts.group(6));
        return MessageDigest.isEqual(signature, hmac(key, toSign))
                ? Optional.empty()
                : refused(
                        "InvalidSignatureException",
                        "The request signature we calculated does not match the signature you provided. Check your AWS"
                                + " Secret Access Key and signing method.");
    }

    /** Names in lower case; values without outer and with single inner blanks; several of one name joined, as AWS has it. */
    private static Map<String, String> headers(HttpRequest request) {
        Map<String, String> headers = new TreeMap<>();
        for (HttpHeader header : request.getHeaders()) {
            headers.merge(header.lowercaseName(), folded(header.value()), (a, b) -> a + "," + b);
        }
        headers.putIfAbsent(
                "content-type", folded(request.entity().getContentType().toString()));
        request.entity()
                .getContentLengthOption()
                .ifPresent(length -> headers.putIfAbsent("content-length", Long.toString(length)));
        return headers;
    }

    private static String folded(String value) {
        return value.strip().replaceAll(" +", " ");
    }

    /** Every segment is encoded once more than it was sent. */
    private static String path(String sent) {
        return sent.isEmpty() ? "/" : sent.replace("%", "%25");
    }

    private static String query(String sent) {
        return Arrays.stream(sent.split("&"))
                .filter(part -> !part.isEmpty())
                .map(part -> part.contains("=") ? part : part + "=")
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static Optional<Fault> refused(String code, String message) {
        return Optional.of(FrameworkFaults.forbidden(code, message));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(utf8(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many keys, and no key. */
    @Override
    public String toString() {
        return "Signatures[" + (secrets.isEmpty() ? "unchecked" : secrets.size() + " keys") + "]";
    }
}
