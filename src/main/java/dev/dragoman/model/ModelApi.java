package dev.dragoman.model;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * The provider's REST interface, as the OpenAI API and GMI Cloud's page define it: every answer that comes whole. Its
 * settings are {@code quarkus.rest-client.model.*}; {@code pipeline.ModelApiListener} adds Dragoman's own. Streams are not here: the
 * REST client tells neither their status nor their headers, and reads them faster than the caller does
 * (docs/adr/0026).
 *
 * <p>A response of any status is a response, not an exception, and its body is read whatever its type is: a
 * {@code RestResponse} of bytes has no body that can be read if its status is an error. A client is made for each event loop (docs/adr/0020), so it
 * is not shared by all who inject it.
 */
@RegisterRestClient(configKey = ModelApi.CONFIG_KEY)
@Dependent
@Path("")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface ModelApi {
    /** The name of its settings. */
    String CONFIG_KEY = "model";

    /**
     * {@code POST /chat/completions}.
     *
     * @param authorization the bearer token
     * @param headers other headers
     * @param body the request, JSON
     * @return any response, errors included
     */
    @POST
    @Path("/chat/completions")
    Uni<Response> chat(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @RestHeader Map<String, String> headers,
            byte[] body);

    /**
     * {@code POST /responses}.
     *
     * @param authorization the bearer token
     * @param headers other headers
     * @param body the request, JSON
     * @return any response, errors included
     */
    @POST
    @Path("/responses")
    Uni<Response> responses(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @RestHeader Map<String, String> headers,
            byte[] body);

    /**
     * {@code POST /embeddings}.
     *
     * @param authorization the bearer token
     * @param headers other headers
     * @param body the request, JSON
     * @return any response, errors included
     */
    @POST
    @Path("/embeddings")
    Uni<Response> embeddings(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @RestHeader Map<String, String> headers,
            byte[] body);

    /**
     * {@code GET /models}.
     *
     * @param authorization the bearer token
     * @param headers other headers
     * @return any response, errors included
     */
    @GET
    @Path("/models")
    Uni<Response> models(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @RestHeader Map<String, String> headers);

    /**
     * {@code GET} of anything else.
     *
     * @param authorization the bearer token
     * @param headers other headers
     * @param path below the base URL, encoded
     * @param query the query's parameters, decoded
     * @return any response, errors included
     */
    @GET
    @Path("/{path}")
    Uni<Response> get(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @RestHeader Map<String, String> headers,
            @Encoded @PathParam("path") String path,
            @RestQuery MultivaluedMap<String, String> query);

    /**
     * {@code POST} of anything else.
     *
     * @param authorization the bearer token
     * @param headers other headers
     * @param path below the base URL, encoded
     * @param query the query's parameters, decoded
     * @param body the request, JSON; may be empty
     * @return any response, errors included
     */
    @POST
    @Path("/{path}")
    Uni<Response> post(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @RestHeader Map<String, String> headers,
            @Encoded @PathParam("path") String path,
            @RestQuery MultivaluedMap<String, String> query,
            byte[] body);

    /**
     * {@code DELETE} of anything else.
     *
     * @param authorization the bearer token
     * @param headers other headers
     * @param path below the base URL, encoded
     * @param query the query's parameters, decoded
     * @return any response, errors included
     */
    @DELETE
    @Path("/{path}")
    Uni<Response> delete(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @RestHeader Map<String, String> headers,
            @Encoded @PathParam("path") String path,
            @RestQuery MultivaluedMap<String, String> query);
}
