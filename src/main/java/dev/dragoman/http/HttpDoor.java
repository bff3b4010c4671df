package dev.dragoman.http;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.config.HttpConfig;
import dev.dragoman.delivery.EventStream;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.delivery.PendingStream;
import dev.dragoman.event.HttpCall;
import dev.dragoman.http.AdmissionLimiter.Reservation;
import dev.dragoman.pipeline.Routes;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

    /**
     * @param routes the routes, which answer the calls
     * @param config how large a decoded body may be
     */
    public HttpDoor(Routes routes, HttpConfig config) {
        this.routes = routes;
        this.largest = config.maxBody().asLongValue();
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
        return answer("GET", uri, context, new byte[0]);
    }

    /**
     * Any POST.
     *
     * @param uri the request's address
     * @param context the request itself
     * @param body its body
     * @return the response
     */
    @POST
    public Uni<Response> post(@Context UriInfo uri, @Context RoutingContext context, byte[] body) {
        return answer("POST", uri, context, body);
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
        return answer("DELETE", uri, context, new byte[0]);
    }

    private static String query(RoutingContext context) {
        return Objects.requireNonNullElse(context.request().query(), "");
    }

    private Uni<Response> answer(String method, UriInfo uri, RoutingContext context, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        context.request()
                .headers()
                .forEach((name, value) ->
                        headers.merge(name.toLowerCase(Locale.ROOT), value, (one, other) -> one + "," + other));
        String id = UUID.randomUUID().toString();
        PendingStream listener = new PendingStream();
        HttpCall call = new HttpCall(id, method, uri.getPath(), headers, body, null, listener, query(context));
        CompletableFuture<HttpAnswer> answer = RequestAdmissionFilter.reservation(context)
                .map(reservation -> answer(call, reservation))
                .orElseGet(() -> CompletableFuture.completedFuture(HttpCalls.unknown(id)));
        // The first of the two: a stream that begins, or a whole answer.
        CompletionStage<Response> stream =
                listener.started().thenApply(started -> response(EventStream.of(call, started, answer)));
        CompletionStage<Response> response =
                answer.thenApply(HttpDoor::response).applyToEither(stream, Function.identity());
        return Uni.createFrom().completionStage(response).onCancellation().invoke(listener::disconnect);
    }

    private CompletableFuture<HttpAnswer> answer(HttpCall call, Reservation reservation) {
        // Decoding and parsing a large body take long; the event loop's other calls must not wait for it.
        CompletionStage<HttpAnswer> answer = call.body().length > Blocking.LARGE || call.isEncoded()
                ? Blocking.run(() -> read(call, reservation)).thenCompose(routes::http)
                : routes.http(read(call, reservation));
        return answer.exceptionally(failure -> {
                    LOG.errorf(failure, "The route http failed on request %s", call.id());
                    return HttpAnswer.broken(call.id());
                })
                .toCompletableFuture();
    }

    private HttpCall read(HttpCall call, Reservation reservation) {
        HttpCall read = call.decoded(largest);
        reservation.shrinkTo(read.body().length);
        return read;
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
