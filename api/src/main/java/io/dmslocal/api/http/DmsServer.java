package io.dmslocal.api.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.settings.ServerSettings;
import akka.japi.function.Function;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.util.ByteString;
import io.dmslocal.api.console.Console;
import io.dmslocal.api.console.Page;
import io.dmslocal.api.protocol.AwsJson;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.api.protocol.Credential;
import io.dmslocal.api.protocol.FrameworkFaults;
import io.dmslocal.api.protocol.OtherService;
import io.dmslocal.api.protocol.Reply;
import io.dmslocal.engine.model.Fault;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The HTTP server: the DMS API on {@code POST} of any path, the console below {@code /_dms}, health also where other emulators have it.
 *
 * <pre>
 * DmsServer server = new DmsServer(settings, new AwsJson(operations), console);
 * server.bind(system)
 * </pre>
 */
public final class DmsServer {

    /** What differs from Akka's defaults; the system's configuration stands behind it. */
    private static final String AKKA = """
            akka.http.server {
              server-header = "dms-local"
              idle-timeout = 300s      # SDKs keep connections for about a minute; ours must not be the shorter patience
              request-timeout = infinite # answers are bounded by the operations' own time limits
              parsing {
                modeled-header-parsing = off
                uri-parsing-mode = relaxed
                illegal-header-warnings = off
                error-handler = "io.dmslocal.api.http.RefusedHead"
                max-header-value-length = 32k # session tokens
                max-content-length = 64m # the API's own limit is smaller and answers in AWS's form
              }
            }
            """;

    private final ApiSettings settings;
    private final BrowserRules browsers;
    private final AwsJson api;
    private final Console console;

    public DmsServer(ApiSettings settings, AwsJson api, Console console) {
        this.settings = settings;
        this.browsers = new BrowserRules(settings.allowedOrigins(), settings.allowedHosts());
        this.api = api;
        this.console = console;
    }

    /** Fails when the address is taken. Ends with the system, or by the binding's {@code terminate}. */
    public CompletionStage<ServerBinding> bind(ActorSystem<?> system) {
        Materializer materializer = SystemMaterializer.get(system).materializer();
        Function<HttpRequest, CompletionStage<HttpResponse>> handler = request -> serve(request, materializer);
        return Http.get(system)
                .newServerAt(settings.host(), settings.port())
                .withSettings(ServerSettings.create(AKKA))
                .bind(handler);
    }

    private CompletionStage<HttpResponse> serve(HttpRequest request, Materializer materializer) {
        RequestHead head = RequestHead.of(request);
        String requestId = Responses.requestId();
        if (!browsers.allowsOrigin(head.origin())) {
            request.discardEntityBytes(materializer);
            return done(Responses.bare(requestId, Reply.refused(browsers.originRefused(head.origin()))));
        }
        if (request.method().equals(HttpMethods.OPTIONS) && !head.origin().isEmpty()) {
            request.discardEntityBytes(materializer);
            return done(Responses.preflight(head, requestId));
        }
        String path = request.getUri().path();
        if (Console.serves(path)) {
            return Console.takesBody(request.method().name(), path)
                    ? asked(request, head, path, requestId, materializer)
                    : console(request, head, path, requestId, materializer);
        }
        if (!request.method().equals(HttpMethods.POST)) {
            request.discardEntityBytes(materializer);
            return done(notPosted(head, requestId));
        }
        return RequestBodies.read(request.entity(), materializer)
                .thenCompose(body -> settings.signatures()
                        .fault(request, body)
                        .map(fault -> done(refused(head, requestId, fault)))
                        .orElseGet(() -> posted(head, body, requestId)))
                .exceptionally(brokenOff -> refused(head, requestId, FrameworkFaults.unreadable()));
    }

    private CompletionStage<HttpResponse> posted(RequestHead head, byte[] body, String requestId) {
        Credential credential = head.credential();
        Optional<OtherService> other = OtherService.of(head.target(), credential, body);
        if (other.isPresent()) {
            return done(otherService(head, requestId, other.get()));
        }
        Caller caller = credential.caller(head.regionHeader(), head.host(), settings.defaultScope());
        return api.answer(new AwsJson.Call(head.target(), head.contentEncoding(), body, caller, requestId))
                .thenApply(reply -> response(head, requestId, reply));
    }

    /** REST services use other methods: say so to their SDKs. */
    private HttpResponse notPosted(RequestHead head, String requestId) {
        return OtherService.of(head.target(), head.credential(), new byte[0])
                .map(other -> otherService(head, requestId, other))
                .orElseGet(() -> Responses.methodNotAllowed(head, requestId));
    }

    private static HttpResponse otherService(RequestHead head, String requestId, OtherService other) {
        Fault fault = FrameworkFaults.unknownOperation(other.sentence());
        if (other.xml()) {
            return Responses.of(
                    head,
                    requestId,
                    fault.status(),
                    fault.code(),
                    Responses.XML,
                    ByteString.fromArrayUnsafe(other.xmlBody(requestId)));
        }
        return refused(head, requestId, fault);
    }

    private CompletionStage<HttpResponse> console(
            HttpRequest request, RequestHead head, String path, String requestId, Materializer materializer) {
        request.discardEntityBytes(materializer);
        return console(request, head, path, requestId, new byte[0]);
    }

    /** A question to the console may be about rows of a database: who may not call the API may not ask it either. */
    private CompletionStage<HttpResponse> asked(
            HttpRequest request, RequestHead head, String path, String requestId, Materializer materializer) {
        return RequestBodies.read(request.entity(), materializer)
                .thenCompose(body -> settings.signatures()
                        .fault(request, body)
                        .map(fault -> done(refused(head, requestId, fault)))
                        .orElseGet(() -> console(request, head, path, requestId, body)))
                .exceptionally(brokenOff -> refused(head, requestId, FrameworkFaults.unreadable()));
    }

    private CompletionStage<HttpResponse> console(
            HttpRequest request, RequestHead head, String path, String requestId, byte[] body) {
        if (!console.isOpenToAnyHost(path) && !browsers.allowsHost(head.host())) {
            return done(refused(head, requestId, browsers.hostRefused(head.host())));
        }
        return console.answer(request.method().name(), path, head.query(), body)
                .thenApply(page -> page(head, requestId, page));
    }

    private static HttpResponse page(RequestHead head, String requestId, Page page) {
        return Responses.of(
                head,
                requestId,
                page.status(),
                "",
                ContentTypes.parse(page.contentType()),
                ByteString.fromArrayUnsafe(page.body()));
    }

    private static HttpResponse refused(RequestHead head, String requestId, Fault fault) {
        return response(head, requestId, Reply.refused(fault));
    }

    private static HttpResponse response(RequestHead head, String requestId, Reply reply) {
        return Responses.of(head, requestId, reply.status(), reply.errorType(), Responses.AWS_JSON, reply.body());
    }

    private static CompletionStage<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
