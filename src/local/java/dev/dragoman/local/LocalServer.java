package dev.dragoman.local;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A server in a process of its own, on loopback: {@link S3Server} or {@link SqsServer} started it. */
public final class LocalServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final ChildProcess process;
    private final URI endpoint;

    private LocalServer(ChildProcess process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /**
     * Starts a server and waits until it answers. An error status is an answer too: it refuses unsigned calls.
     *
     * @param name for messages and the log's name
     * @param endpoint where it listens
     * @param probe the path that is asked until it answers
     * @param command starts it
     * @param environment all of its environment
     * @throws CannotStart when the server does not come up
     */
    static LocalServer start(
            String name, URI endpoint, String probe, List<String> command, Map<String, String> environment) {
        Path log = LocalDirectory.ofBuild().log(name, endpoint.getPort());
        LocalServer server = new LocalServer(
                ChildProcess.start("The " + name.toUpperCase(Locale.ROOT) + " server", command, environment, log),
                endpoint);
        try {
            server.process.awaitAnswer(endpoint.resolve(probe), START_LIMIT, status -> status < 500);
            return server;
        } catch (CannotStart failure) {
            server.close();
            throw failure;
        }
    }

    /**
     * Where it listens.
     *
     * @return as {@code http://127.0.0.1:9000}
     */
    public URI endpoint() {
        return endpoint;
    }

    /**
     * Where it writes its log.
     *
     * @return a file in the local directory
     */
    public Path log() {
        return process.log();
    }

    /** Stops the server and waits for its end. */
    @Override
    public void close() {
        process.close();
    }
}
