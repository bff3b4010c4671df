package dev.dragoman.local.model;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dragoman.local.CannotStart;
import dev.dragoman.local.Ports;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The stand-in model server, on loopback. Serves {@code POST /v1/chat/completions}, {@code POST /v1/responses} (both
 * with {@code "stream": true} too), {@code GET /v1/models}, and {@code /control}. Any bearer key will do. Every response
 * has the header {@code X-Stand-In: true}, every answer says {@code dragoman-stand-in} in its fingerprint, and its text
 * begins with {@code [stand-in summary]} or {@code [stand-in answer]}.
 */
public final class StandInModel implements AutoCloseable {
    /** A key to call it with. */
    public static final String KEY = "canary-5a17-stand-in-key";

    private static final int BACKLOG = 1024;

    private final HttpServer server;
    // One thread per call, because hundreds of slow calls wait at the same time.
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "stand-in-model");
        thread.setDaemon(true);
        return thread;
    });
    private final Clock clock;
    private final Journal journal = new Journal();
    private final Misbehaviours misbehaviours = new Misbehaviours();
    private final Pauses pauses = new Pauses();
    private final Sender sender = new Sender(pauses);
    private final Publications publications = new Publications();
    private final Control control = new Control(this);
    private final Api api;
    private volatile Endpoints endpoints = Endpoints.BOTH;

    private StandInModel(HttpServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
        this.api = new Api(new Composer(clock), publications, journal, pauses);
    }

    /**
     * Starts it.
     *
     * @param port where it listens, or 0 for a free one
     * @return the running server
     * @throws CannotStart when the port is in use
     */
    public static StandInModel start(int port) {
        return start(port, Clock.systemUTC());
    }

    /**
     * Starts it with a clock.
     *
     * @param port where it listens, or 0 for a free one
     * @param clock for the times in answers and received calls
     * @return the running server
     * @throws CannotStart when the port is in use
     */
    public static StandInModel start(int port, Clock clock) {
        int claimed = Ports.claim(port, "the stand-in model");
        // Without it each small write waits some 40 ms for the other side's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Without it the server closes each connection above 200 as soon as its call is answered, perhaps while the
        // next call is sent.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
        try {
            HttpServer server = HttpServer.create(Ports.address(claimed), BACKLOG);
            StandInModel model = new StandInModel(server, clock);
            server.setExecutor(model.threads);
            server.createContext("/", model::handle);
            server.start();
            return model;
        } catch (IOException taken) {
            throw new CannotStart("Port " + claimed + ", wanted for the stand-in model, is already in use.");
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        ReceivedCall call = receive(exchange);
        if (call.path().equals(Control.PATH)) {
            sender.send(exchange, control.answer(call), Misbehaviour.NONE, call.answer());
            return;
        }
        journal.note(call);
        Misbehaviour misbehaviour = call.chargeable() ? misbehaviours.next(call.text()) : Misbehaviour.NONE;
        sender.send(exchange, api.answer(call, endpoints, misbehaviour), misbehaviour, call.answer());
    }

    private ReceivedCall receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Map<String, List<String>> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT), header -> List.copyOf(header.getValue())));
        return new ReceivedCall(
                clock.instant(),
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                headers,
                body,
                new Transmission());
    }

    /**
     * What {@code DRAGOMAN_MODEL_BASE_URL} has to be.
     *
     * @return as {@code http://127.0.0.1:9400/v1}
     */
    public URI baseUrl() {
        return uri("/v1");
    }

    /**
     * A URL of the server.
     *
     * @param path with its leading slash
     * @return as {@code http://127.0.0.1:9400/control}
     */
    public URI uri(String path) {
        return URI.create("http://" + Ports.LOOPBACK + ":" + server.getAddress().getPort() + path);
    }

    /**
     * Sets which endpoints it has from now on; a reset does not change that.
     *
     * @param only those that it has
     */
    public void offer(Endpoints only) {
        endpoints = only;
    }

    /**
     * Which endpoints it has.
     *
     * @return both, unless set otherwise
     */
    public Endpoints endpoints() {
        return endpoints;
    }

    /**
     * Publishes content under a URL, as if it were on the internet; it is not fetched. A reset does not undo that.
     *
     * @param url as requests name it
     * @param content what is found there
     */
    public void publish(String url, byte[] content) {
        publications.add(url, content);
    }

    /**
     * Adds a misbehaviour from now on. If there are several, each call gets the first that fits it.
     *
     * @param misbehaviour what, for which calls, and how often
     */
    public void misbehave(Misbehaviour misbehaviour) {
        misbehaviours.add(misbehaviour);
    }

    /**
     * The misbehaviours still to come.
     *
     * @return in the order in which it was added
     */
    public List<Misbehaviour> misbehaviours() {
        return misbehaviours.pending();
    }

    /**
     * The calls received since the start or the last reset, without those to {@code /control}.
     *
     * @return the latest thousand, the oldest first
     */
    public List<ReceivedCall> calls() {
        return journal.calls();
    }

    /**
     * How many calls a provider would have charged for if it had answered them all.
     *
     * @return the POSTs to the two endpoints since the last reset
     */
    public int chargeable() {
        return journal.chargeable();
    }

    /**
     * How many answers were made, including those that a misbehaviour kept from reaching the caller.
     *
     * @return a count since the last reset
     */
    public int paid() {
        return journal.paid();
    }

    /** Removes all misbehaviours. The count of calls stays, and calls that have already begun to misbehave go on. */
    public void behave() {
        misbehaviours.clear();
    }

    /** Forgets all calls and misbehaviours, and breaks off every call that waits or hangs. */
    public void reset() {
        misbehaviours.clear();
        journal.clear();
        pauses.release();
    }

    /** Stops it, breaking off what is still running. */
    @Override
    public void close() {
        pauses.release();
        server.stop(0);
        threads.shutdownNow();
    }
}
