package dev.dragoman.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** ElasticMQ on loopback: an SQS server with visibility timeouts, redrive to dead-letter queues and FIFO queues. */
public final class SqsServer {
    private static final int HEAP_MEBIBYTES = 256;

    private SqsServer() {}

    /**
     * Starts the server and waits until it answers.
     *
     * @param port where it listens, or 0 for a free one
     * @return the running server
     * @throws CannotStart when the port is in use or the server does not come up
     */
    public static LocalServer start(int port) {
        return start(port, HEAP_MEBIBYTES);
    }

    /**
     * Starts a server with more memory, for many messages: it keeps all of them in memory.
     *
     * @param port where it listens, or 0 for a free one
     * @param heapMebibytes how much memory its messages may take
     * @return the running server
     * @throws CannotStart when the port is in use or the server does not come up
     */
    public static LocalServer start(int port, int heapMebibytes) {
        int claimed = Ports.claim(port, "SQS");
        LocalDirectory directory = LocalDirectory.ofBuild();
        List<String> command = List.of(
                ChildProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx" + heapMebibytes + "m",
                "-Dconfig.file=" + configuration(directory, claimed),
                "-cp",
                classPath(directory.required("elasticmq.classpath")),
                "org.elasticmq.server.Main");
        URI endpoint = URI.create("http://" + Ports.LOOPBACK + ":" + claimed);
        return LocalServer.start("sqs", endpoint, "/?Action=ListQueues", command, Map.of());
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
}
