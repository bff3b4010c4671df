package dev.dragoman.local;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The packaged Dragoman in a process of its own: the jar, or a native executable. It gets the environment that the
 * test gives, and nothing of this process's except {@code PATH}, {@code HOME}, {@code TMPDIR} and {@code LANG}.
 */
public final class DragomanProcess implements AutoCloseable {
    /** The system property that names the artifact; one that does not end in {@code .jar} is executed itself. */
    public static final String ARTIFACT = "dragoman.artifact";

    /** The system property with further JVM options for the artifact, such as a coverage agent. */
    public static final String JAVA_TOOL_OPTIONS = "dragoman.javaToolOptions";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final List<String> PASSED_ON = List.of("PATH", "HOME", "TMPDIR", "LANG");

    private final ChildProcess process;
    private final int port;

    private DragomanProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts the artifact and waits for nothing: a Lambda function, or a server that is expected to refuse its
     * configuration.
     *
     * @param port the HTTP port, or 0 for a free one; passed as {@code QUARKUS_HTTP_PORT}
     * @param environment the variables under test
     * @param jvmOptions before {@code -jar}; not used for a native executable
     * @return the process
     * @throws CannotStart when the artifact is not there or the port is in use
     */
    public static DragomanProcess launch(int port, Map<String, String> environment, List<String> jvmOptions) {
        return launch(
                Path.of(System.getProperty(ARTIFACT, "target/dragoman-runner.jar")), port, environment, jvmOptions);
    }

    /**
     * Starts an artifact other than the one that was built, and waits for nothing.
     *
     * @param artifact a jar or an executable
     * @param environment the variables under test
     * @return the process
     */
    public static DragomanProcess launch(Path artifact, Map<String, String> environment) {
        return launch(artifact, 0, environment, List.of());
    }

    private static DragomanProcess launch(
            Path artifact, int port, Map<String, String> environment, List<String> jvmOptions) {
        int claimed = Ports.claim(port, "Dragoman");
        Path log = LocalDirectory.ofBuild().log("dragoman", claimed);
        ChildProcess process = ChildProcess.start(
                "Dragoman", command(artifact, jvmOptions), environment(artifact, environment, claimed), log);
        return new DragomanProcess(process, claimed);
    }

    /**
     * Starts a server and waits until it says that it is ready.
     *
     * @param port the HTTP port, or 0 for a free one
     * @param environment the variables under test
     * @return the server
     * @throws CannotStart when it does not become ready; the message ends with the last lines of its log
     */
    public static DragomanProcess server(int port, Map<String, String> environment) {
        DragomanProcess dragoman = launch(port, environment, List.of());
        try {
            dragoman.awaitReady(START_LIMIT);
            return dragoman;
        } catch (CannotStart failure) {
            dragoman.close();
            throw failure;
        }
    }

    private static List<String> command(Path artifact, List<String> jvmOptions) {
        if (!artifact.toFile().isFile()) {
            throw new CannotStart("There is no " + artifact + "; run \"mvn package\" first.");
        }
        if (!isJar(artifact)) {
            return List.of(artifact.toAbsolutePath().toString());
        }
        List<String> command = new ArrayList<>();
        command.add(ChildProcess.java());
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", artifact.toString()));
        return command;
    }

    private static boolean isJar(Path artifact) {
        return artifact.toString().endsWith(".jar");
    }

    private static Map<String, String> environment(Path artifact, Map<String, String> given, int port) {
        Map<String, String> environment = new TreeMap<>();
        for (String name : PASSED_ON) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        String options = System.getProperty(JAVA_TOOL_OPTIONS, "");
        if (isJar(artifact) && !options.isBlank()) {
            environment.put("JAVA_TOOL_OPTIONS", options);
        }
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.putAll(given);
        return environment;
    }

    /**
     * Waits until {@code /q/health/ready} says 200.
     *
     * @param limit how long at most
     * @throws CannotStart when the limit passes or the process ends
     */
    public void awaitReady(Duration limit) {
        process.awaitAnswer(uri("/q/health/ready"), limit, status -> status == 200);
    }

    /**
     * Waits for the end of the process.
     *
     * @param limit how long at most
     * @return its exit code, or empty when it still runs
     */
    public OptionalInt exitWithin(Duration limit) {
        return process.exitWithin(limit);
    }

    /**
     * Whether it runs.
     *
     * @return false once it has ended
     */
    public boolean alive() {
        return process.alive();
    }

    /**
     * The process id.
     *
     * @return its pid
     */
    public long pid() {
        return process.pid();
    }

    /**
     * A URL of the server.
     *
     * @param path with its leading slash
     * @return as {@code http://127.0.0.1:8080/v1/models}
     */
    public URI uri(String path) {
        return URI.create("http://" + Ports.LOOPBACK + ":" + port + path);
    }

    /**
     * The HTTP port.
     *
     * @return 1 to 65535
     */
    public int port() {
        return port;
    }

    /**
     * Where its output goes.
     *
     * @return a file in the local directory
     */
    public Path log() {
        return process.log();
    }

    /**
     * What it has written so far, standard output and standard error together.
     *
     * @return the lines
     */
    public List<String> lines() {
        return process.lines();
    }

    /** Kills the process (SIGKILL): it can't finish anything. */
    public void kill() {
        process.kill();
    }

    /** Asks the process to end (SIGTERM), waits, and ends it by force after 10 s. */
    @Override
    public void close() {
        process.close();
    }
}
