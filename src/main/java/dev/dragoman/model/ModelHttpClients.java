package dev.dragoman.model;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.util.function.Supplier;

/**
 * The clients for the provider: for each event loop its REST interface, and the Vert.x client on which that stands. The
 * second one is for streams. It is the same client, with the same connections.
 */
public final class ModelHttpClients {
    private final PerEventLoop<Clients> clients;

    /** Two views of one client. */
    private record Clients(ModelApi api, HttpClient http) {}

    /**
     * @param vertx has the clients
     * @param apis makes a client of the REST interface, with a Vert.x client of the name that {@link #nameHere} tells
     * @param limits the limits of an answer
     */
    public ModelHttpClients(Vertx vertx, Supplier<ModelApi> apis, AnswerLimits limits) {
        clients = new PerEventLoop<>(() -> {
            // First the REST interface: who asks first for a name says what its client is like.
            ModelApi api = apis.get();
            HttpClientOptions sameClient =
                    new HttpClientOptions().setShared(true).setName(nameHere());
            HttpClient http = vertx.httpClientBuilder()
                    .with(sameClient)
                    .withConnectHandler(connection -> AnswerLimit.on(connection, limits.largest(), limits.pool()))
                    .build();
            return new Clients(api, http);
        });
    }

    /** The REST interface, for the current thread. */
    ModelApi api() {
        return clients.get().api();
    }

    /** The Vert.x client, for the current thread. */
    HttpClient http() {
        return clients.get().http();
    }

    /**
     * The name of the Vert.x client for the current thread.
     *
     * @return one for each event loop, and one for all other threads
     */
    public static String nameHere() {
        return Context.isOnEventLoopThread() ? "model-" + Thread.currentThread().getName() : "model";
    }
}
