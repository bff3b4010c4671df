package dev.dragoman.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * S3Proxy on loopback: an S3 server with checked signatures, presigned URLs and conditional writes, its objects in a
 * new directory. It sends no event notifications.
 */
public final class S3Server {
    // Keys become file names, whose encoding Java takes from the locale.
    private static final Map<String, String> LOCALE = Map.of("LC_ALL", "C.UTF-8");

    private S3Server() {}

    /**
     * Starts the server and waits until it answers.
     *
     * @param port where it listens, or 0 for a free one
     * @return the running server
     * @throws CannotStart when the port is in use or the server does not come up
     */
    public static LocalServer start(int port) {
        int claimed = Ports.claim(port, "S3");
        LocalDirectory directory = LocalDirectory.ofBuild();
        URI endpoint = URI.create("http://" + Ports.LOOPBACK + ":" + claimed);
        Path files = directory.fresh("s3-");
        List<String> command = List.of(
                ChildProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                directory.required("s3proxy.jar")
                        + File.pathSeparator
                        + directory.path().resolve("s3"),
                "dev.dragoman.local.s3.LocalS3",
                properties(files, endpoint).toString(),
                files.resolve("objects").toString());
        return LocalServer.start("s3", endpoint, "/", command, LOCALE);
    }

    private static Path properties(Path files, URI endpoint) {
        List<String> lines = List.of(
                "s3proxy.endpoint=" + endpoint,
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + Aws.ACCESS_KEY_ID,
                "s3proxy.credential=" + Aws.SECRET_ACCESS_KEY);
        try {
            Files.createDirectories(files.resolve("objects"));
            return Files.write(files.resolve("s3proxy.properties"), lines);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
