package dev.dragoman.http;

import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.HttpCall;
import dev.dragoman.outcome.Problem;
import dev.dragoman.pipeline.Routes;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The server's HTTP edge: hands every call under {@code /v1} to the route {@code http}, and never blocks. */
@Path("/v1/{path:.*}")
public final class HttpDoor {
    private static final Logger LOG = Logger.getLogger(HttpDoor.class);

    private final Routes routes;

    /**
     * @param routes where calls go
     */
    public HttpDoor(Routes routes) {
        this.routes = routes;
    }

    /**
     * Any GET.
     *
     * @param uri the request's address
     * @param headers its headers
     * @return the response
     */
    @GET
    public Uni<Response> get(@Context UriInfo uri, @Context HttpHeaders headers) {
        return answer("GET", uri, headers, new byte[0]);
    }

    /**
     * Any POST.
     *
     * @param uri the request's address
     * @param headers its headers
     * @param body its body
     * @return the response
     */
    @POST
    public Uni<Response> post(@Context UriInfo uri, @Context HttpHeaders headers, byte[] body) {
        return answer("POST", uri, headers, body);
    }

    private Uni<Response> answer(String method, UriInfo uri, HttpHeaders headers, byte[] body) {
        Map<String, String> lowerCase = new HashMap<>();
        headers.getRequestHeaders()
                .forEach((name, values) -> lowerCase.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        String id = UUID.randomUUID().toString();
        HttpCall call = new HttpCall(id, method, uri.getPath(), lowerCase, body, null);
        return Uni.createFrom()
                .completionStage(() -> routes.http(call))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.errorf(failure, "The route http failed on request %s", id);
                    return HttpAnswer.problem(
                            id, Problem.ofServer(500, "internal_error", "Dragoman failed on this request."));
                })
                .map(HttpDoor::response);
    }

    private static Response response(HttpAnswer answer) {
        Response.ResponseBuilder response = Response.status(answer.status()).entity(answer.bytes());
        answer.headers().forEach(response::header);
        return response.build();
    }
}
