package dev.dragoman.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** ElasticMQ on loopback: an SQS server with visibility timeouts, redrive to dead-letter queues and FIFO queues. */
public final class SqsServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final ChildProcess process;
    private final URI endpoint;

    private SqsServer(ChildProcess process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @param port where it listens, or 0 for a free one
     * @return the running server
     * @throws CannotStart when the port is in use or the server does not come up
     */
    public static SqsServer start(int port) {
        int claimed = Ports.claim(port, "SQS");
        LocalDirectory directory = LocalDirectory.ofBuild();
        List<String> command = List.of(
                ChildProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dconfig.file=" + configuration(directory, claimed),
                "-cp",
                classPath(directory.required("elasticmq.classpath")),
                "org.elasticmq.server.Main");
        ChildProcess process = ChildProcess.start("The SQS server", command, Map.of(), directory.log("sqs", claimed));
        return new SqsServer(process, URI.create("http://" + Ports.LOOPBACK + ":" + claimed)).ready();
    }

    private static String classPath(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    // node-address is what the queue URLs begin with, so it has to be the address that clients reach.
    private static Path configuration(LocalDirectory directory, int port) {
        String text = """
                include classpath("application.conf")
                node-address { protocol = http, host = "%1$s", port = %2$d, context-path = "" }
                rest-sqs { enabled = true, bind-port = %2$d, bind-hostname = "%1$s", sqs-limits = strict }
                rest-stats { enabled = false }
                aws { region = "%3$s", accountId = "%4$s" }
                """.formatted(Ports.LOOPBACK, port, Aws.REGION, Aws.ACCOUNT);
        try {
            return Files.writeString(directory.fresh("sqs-").resolve("elasticmq.conf"), text);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private SqsServer ready() {
        try {
            process.awaitAnswer(endpoint.resolve("/?Action=ListQueues"), START_LIMIT, status -> status < 500);
            return this;
        } catch (CannotStart failure) {
            close();
            throw failure;
        }
    }

    /**
     * Where it listens.
     *
     * @return as {@code http://127.0.0.1:9324}
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
