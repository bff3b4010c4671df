package dev.dragoman.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * S3Proxy on loopback: an S3 server with checked signatures, presigned URLs and conditional writes, its objects in a
 * new directory. It sends no event notifications.
 */
public final class S3Server implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    // Keys become file names, whose encoding Java takes from the locale.
    private static final Map<String, String> LOCALE = Map.of("LC_ALL", "C.UTF-8");

    private final ChildProcess process;
    private final URI endpoint;

    private S3Server(ChildProcess process, URI endpoint) {
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
    public static S3Server start(int port) {
        int claimed = Ports.claim(port, "S3");
        LocalDirectory directory = LocalDirectory.ofBuild();
        URI endpoint = URI.create("http://" + Ports.LOOPBACK + ":" + claimed);
        Path files = directory.fresh("s3-");
        List<String> command = List.of(
                ChildProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-jar",
                directory.required("s3proxy.jar").toString(),
                "--properties",
                properties(files, endpoint).toString());
        ChildProcess process = ChildProcess.start("The S3 server", command, LOCALE, directory.log("s3", claimed));
        return new S3Server(process, endpoint).ready();
    }

    private static Path properties(Path files, URI endpoint) {
        List<String> lines = List.of(
                "s3proxy.endpoint=" + endpoint,
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + Aws.ACCESS_KEY_ID,
                "s3proxy.credential=" + Aws.SECRET_ACCESS_KEY,
                "jclouds.provider=filesystem-nio2",
                "jclouds.filesystem.basedir=" + files.resolve("objects"));
        try {
            Files.createDirectories(files.resolve("objects"));
            return Files.write(files.resolve("s3proxy.properties"), lines);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private S3Server ready() {
        try {
            // An unsigned call is refused, and a refusal is an answer.
            process.awaitAnswer(endpoint, START_LIMIT, status -> status < 500);
            return this;
        } catch (CannotStart failure) {
            close();
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
