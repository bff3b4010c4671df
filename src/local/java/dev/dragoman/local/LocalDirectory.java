package dev.dragoman.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the build leaves the servers, and where they leave their logs and files.
 *
 * @param path the directory
 */
public record LocalDirectory(Path path) {
    /** The system property that names the directory. */
    public static final String PROPERTY = "dragoman.local.directory";

    /**
     * The directory of this build.
     *
     * @return the one that the system property names, else {@code target/local}
     */
    public static LocalDirectory ofBuild() {
        return new LocalDirectory(
                Path.of(System.getProperty(PROPERTY, "target/local")).toAbsolutePath());
    }

    /**
     * A file that the build must have left here.
     *
     * @param name its name
     * @return its path
     * @throws CannotStart when it is not there
     */
    public Path required(String name) {
        Path file = path.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new CannotStart("The build has not left " + file + "; run \"mvn test-compile\" first.");
        }
        return file;
    }

    /**
     * A new file name for a log.
     *
     * @param server whose log
     * @param port the server's port, which tells two servers of a kind apart
     * @return a path in {@code logs/}, which exists
     */
    public Path log(String server, int port) {
        return directory("logs").resolve(server + "-" + port + ".log");
    }

    /**
     * A new, empty directory.
     *
     * @param prefix of its name
     * @return its path
     */
    public Path fresh(String prefix) {
        try {
            return Files.createTempDirectory(directory("files"), prefix);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private Path directory(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException notWritable) {
            throw new UncheckedIOException(notWritable);
        }
    }
}
