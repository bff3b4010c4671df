package dev.dragoman.http;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.blocking.HeavyTaskExecutor;
import dev.dragoman.config.HttpConfig;
import dev.dragoman.delivery.EventStream;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.delivery.PendingStream;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.HttpCall;
import dev.dragoman.http.RequestAdmissionFilter.Admitted;
import dev.dragoman.pipeline.Routes;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The server's HTTP edge: hands every call that was admitted to the route {@code http}, and never blocks. What lies under
 * {@code /q/} is Quarkus's.
 */
@Path("/{path:(?!q/).*}")
public final class HttpDoor {
    private static final Logger LOG = Logger.getLogger(HttpDoor.class);

    private final Routes routes;
    private final long largest;
    private final InFlightCalls calls;
    private final HeavyTaskExecutor large = HeavyTaskExecutor.ofHalfTheProcessors();

    /**
     * @param routes the routes, which answer the calls
     * @param config how large a decoded body may be
     * @param calls those in hand
     */
    public HttpDoor(Routes routes, HttpConfig config, InFlightCalls calls) {
        this.routes = routes;
        this.largest = config.maxBody().asLongValue();
        this.calls = calls;
    }

    /**
     * Any GET.
     *
     * @param uri the request's address
     * @param context the request itself
     * @return the response
     */
    @GET
    public Uni<Response> get(@Context UriInfo uri, @Context RoutingContext context) {
        return answer("GET", uri, context);
    }

    /**
     * Any POST.
     *
     * @param uri the request's address
     * @param context the request itself
     * @return the response
     */
    @POST
    public Uni<Response> post(@Context UriInfo uri, @Context RoutingContext context) {
        return answer("POST", uri, context);
    }

    /**
     * Any DELETE. The filter lets through those of the profile's list only.
     *
     * @param uri the request's address
     * @param context the request itself
     * @return the response
     */
    @DELETE
    public Uni<Response> delete(@Context UriInfo uri, @Context RoutingContext context) {
        return answer("DELETE", uri, context);
    }

    /**
     * Any PUT. The filter lets through those of this server's own page only.
     *
     * @param uri the request's address
     * @param context the request itself
     * @return the response
     */
    @PUT
    public Uni<Response> put(@Context UriInfo uri, @Context RoutingContext context) {
        return answer("PUT", uri, context);
    }

    private static String query(RoutingContext context) {
        return Objects.requireNonNullElse(context.request().query(), "");
    }

    private Uni<Response> answer(String method, UriInfo uri, RoutingContext context) {
        Map<String, String> headers = new HashMap<>();
        context.request()
                .headers()
                .forEach((name, value) ->
                        headers.merge(name.toLowerCase(Locale.ROOT), value, (one, other) -> one + "," + other));
        String id = UUID.randomUUID().toString();
        PendingStream listener = new PendingStream();
        String path = uri.getPath();
        String query = query(context);
        CompletableFuture<HttpAnswer> told = RequestAdmissionFilter.admitted(context)
                .map(coming -> coming.thenCompose(admitted -> {
                    calls.begin(listener);
                    HttpCall call = new HttpCall(id, method, path, headers, admitted.body(), null, listener, query);
                    return answer(admitted.form() == null ? call : call.withForm(admitted.form()), admitted)
                            .thenApply(whole -> calls.end(listener, whole));
                }))
                .orElseGet(() -> CompletableFuture.completedFuture(HttpCalls.unknown(id, method, path)));
        Endpoint endpoint = Endpoint.ofEvents(HttpCall.normal(path));
        // The first of the two: a stream that begins, or a whole answer.
        CompletionStage<Response> stream =
                listener.started().thenApply(started -> response(EventStream.of(endpoint, started, told)));
        CompletionStage<Response> response =
                told.thenApply(HttpDoor::response).applyToEither(stream, Function.identity());
        return Uni.createFrom().completionStage(response).onCancellation().invoke(listener::disconnect);
    }

    private CompletableFuture<HttpAnswer> answer(HttpCall call, Admitted admitted) {
        String id = call.id();
        // Decoding and parsing a body that is large, or becomes so, take long; the event loop's other calls must not
        // wait.
        CompletionStage<HttpAnswer> answer = admitted.weight() > Blocking.LARGE || call.isEncoded()
                ? large.run(() -> decoded(call, admitted))
                : routes.http(call);
        return answer.exceptionally(failure -> {
                    LOG.errorf(failure, "The route http failed on request %s", id);
                    return HttpAnswer.broken(id);
                })
                .toCompletableFuture();
    }

    private CompletionStage<HttpAnswer> decoded(HttpCall call, Admitted admitted) {
        Optional<HttpAnswer> refused = admitted.refusedDecoded(call);
        return refused.isPresent()
                ? CompletableFuture.completedFuture(refused.get())
                : routes.http(call.decoded(largest));
    }

    private static Response response(EventStream stream) {
        Response.ResponseBuilder response = Response.ok(stream);
        stream.head().forEach(response::header);
        return response.build();
    }

    private static Response response(HttpAnswer answer) {
        Response.ResponseBuilder response = Response.status(answer.status()).entity(answer.bytes());
        answer.headers().forEach(response::header);
        return response.build();
    }
}
