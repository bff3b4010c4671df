package dev.dragoman.model;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The provider's HTTP interface, as the OpenAI API and GMI Cloud's page define it. */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface ModelApi {
    /**
     * {@code POST /chat/completions}.
     *
     * @param authorization the bearer token
     * @param body the request
     * @return any response, errors included
     */
    @POST
    @Path("/chat/completions")
    Uni<Response> chat(@HeaderParam("Authorization") String authorization, byte[] body);

    /**
     * {@code POST /responses}.
     *
     * @param authorization the bearer token
     * @param body the request
     * @return any response, errors included
     */
    @POST
    @Path("/responses")
    Uni<Response> responses(@HeaderParam("Authorization") String authorization, byte[] body);

    /**
     * {@code GET /models}.
     *
     * @param authorization the bearer token
     * @return any response, errors included
     */
    @GET
    @Path("/models")
    Uni<Response> models(@HeaderParam("Authorization") String authorization);
}
