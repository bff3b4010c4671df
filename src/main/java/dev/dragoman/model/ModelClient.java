package dev.dragoman.model;

import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.payload.PassedRequest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The calls to the provider over HTTP: whole answers by its REST interface, streams by Vert.x's client, on which that stands
 * (docs/adr/0026).
 *
 * <p>All events of a call are handled on one Vert.x context: the caller's if it belongs to one ask alone, else a new one.
 */
public final class ModelClient implements ModelCalls {
    private static final String ENCODING = "Accept-Encoding";
    private static final String IDENTITY = "identity";

    private final Vertx vertx;
    private final ModelHttpClients clients;
    private final RequestOptions provider;
    private final String path;
    private final AnswerLimits limits;
    private final Clock clock;

    /**
     * @param vertx runs the clients
     * @param clients have the connect timeout, follow no redirects and decode encoded answers
     * @param base the provider's base URL
     * @param limits the limits of an answer
     * @param clock what dates in answers are counted from if they have no date of their own
     */
    public ModelClient(Vertx vertx, ModelHttpClients clients, URI base, AnswerLimits limits, Clock clock) {
        this.vertx = vertx;
        this.clients = clients;
        this.provider =
                new RequestOptions().setAbsoluteURI(base.toString()).putHeader(HttpHeaders.USER_AGENT, "dragoman");
        provider.putHeader(ENCODING, IDENTITY);
        this.path = base.getRawPath();
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Uni<ProviderResponse.Received> whole(
            Endpoint endpoint, String authorization, byte[] body, Map<String, String> forwarded, AnswerMemory memory) {
        // A whole answer may take as long as the ask has: its caller bounds it, and nothing tells how far the model is.
        return whole(memory, (api, call) -> switch (endpoint) {
            case CHAT -> api.chat(authorization, headers(forwarded, call), body);
            case RESPONSES -> api.responses(authorization, headers(forwarded, call), body);
            case EMBEDDINGS -> api.embeddings(authorization, headers(forwarded, call), body);
        });
    }

    @Override
    public Uni<HttpClientResponse> streamed(
            Endpoint endpoint, String authorization, byte[] body, Map<String, String> forwarded, AnswerMemory memory) {
        return streamed(to(HttpMethod.POST, endpoint.path()), authorization, body, forwarded, memory);
    }

    @Override
    public Uni<ProviderResponse.Received> models(String authorization, AnswerMemory memory) {
        return whole(memory, (api, call) -> api.models(authorization, headers(Map.of(), call)))
                .ifNoItem()
                .after(limits.firstByte())
                .fail();
    }

    @Override
    public Uni<PassedResponse.Whole> pass(PassedRequest request, String authorization, AnswerMemory memory) {
        String below = request.path().substring(1);
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
        query.putAll(request.query());
        return answer(memory, (api, call) -> {
                    Map<String, String> headers = headers(request.headers(), call);
                    return switch (request.method()) {
                        case "GET" -> api.get(authorization, headers, below, query);
                        case "DELETE" -> api.delete(authorization, headers, below, query);
                        default -> api.post(authorization, headers, below, query, request.body());
                    };
                })
                .map(response -> ResponseReader.passed(response, clock));
    }

    @Override
    public Uni<HttpClientResponse> passStreamed(PassedRequest request, String authorization, AnswerMemory memory) {
        String query = request.query().entrySet().stream()
                .flatMap(parameter ->
                        parameter.getValue().stream().map(value -> encoded(parameter.getKey()) + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
        String target = query.isEmpty() ? request.path() : request.path() + "?" + query;
        return streamed(
                to(HttpMethod.valueOf(request.method()), target),
                authorization,
                request.body(),
                request.headers(),
                memory);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // Decoding costs more than it saves on this way. The clients decode nevertheless what comes encoded.
    private static Map<String, String> headers(Map<String, String> forwarded, String call) {
        Map<String, String> headers = new HashMap<>(forwarded);
        headers.put(ENCODING, IDENTITY);
        headers.put(AnswerPool.CALL, call);
        return headers;
    }

    @Override
    public void connect() {
        // A request that is reset before it is sent gives its connection back. Without the handler Vert.x would log the
        // reset as an error.
        clients.http()
                .request(to(HttpMethod.GET, ""))
                .onSuccess(request -> request.exceptionHandler(reset -> {}).reset());
    }

    private Uni<HttpClientResponse> streamed(
            RequestOptions options,
            String authorization,
            byte[] body,
            Map<String, String> forwarded,
            AnswerMemory memory) {
        forwarded.forEach(options::putHeader);
        options.putHeader(HttpHeaders.AUTHORIZATION, authorization).putHeader(HttpHeaders.ACCEPT, "text/event-stream");
        if (body.length > 0) {
            options.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        return counted(memory, call -> {
            options.putHeader(AnswerPool.CALL, call);
            return Uni.createFrom().emitter(emitter -> {
                HttpClient client = clients.http();
                OwnContext.run(vertx, () -> send(client.request(options), body, emitter));
            });
        });
    }

    private RequestOptions to(HttpMethod method, String subPath) {
        return new RequestOptions(provider).setMethod(method).setURI(path + subPath);
    }

    private Uni<ProviderResponse.Received> whole(
            AnswerMemory memory, BiFunction<ModelApi, String, Uni<Response>> call) {
        return answer(memory, call).chain(response -> new ResponseReader(limits, memory, clock).read(response));
    }

    // The REST client answers on the context on which it was asked, too.
    private Uni<Response> answer(AnswerMemory memory, BiFunction<ModelApi, String, Uni<Response>> ask) {
        return counted(
                memory,
                call -> Uni.createFrom().emitter(emitter -> {
                    ModelApi api = clients.api();
                    OwnContext.run(vertx, () -> {
                        Cancellable running = ask.apply(api, call).subscribe().with(emitter::complete, emitter::fail);
                        emitter.onTermination(running::cancel);
                    });
                }));
    }

    // What its connection has not claimed by then it will not claim any more.
    private <T> Uni<T> counted(AnswerMemory memory, Function<String, Uni<T>> sending) {
        return Uni.createFrom().deferred(() -> {
            String call = limits.pool().announce(memory);
            return sending.apply(call).onTermination().invoke((answer, failure, cancelled) -> {
                limits.pool().forget(call);
                if (answer == null) {
                    memory.shrinkTo(0);
                }
            });
        });
    }

    private static void send(
            Future<HttpClientRequest> request, byte[] body, UniEmitter<? super HttpClientResponse> emitter) {
        Future<HttpClientResponse> answer = request.compose(
                        open -> body.length > 0 ? open.send(Buffer.buffer(body)) : open.send())
                .map(HttpClientResponse::pause)
                // It may break before its reader listens. Without the handler Vert.x would log that as an error.
                .map(response -> response.exceptionHandler(broken -> {}));
        emitter.onTermination(() -> {
            if (!answer.succeeded()) {
                request.onSuccess(HttpClientRequest::reset);
            }
        });
        answer.onComplete(emitter::complete, emitter::fail);
    }
}
