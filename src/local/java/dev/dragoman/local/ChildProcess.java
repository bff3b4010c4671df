package dev.dragoman.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/** A process that ends with this one, and whose output goes to a file. */
public final class ChildProcess implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(40);
    private static final int LAST_LINES = 15;

    private final String name;
    private final Process process;
    private final Path log;
    private final Thread hook;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.hook = new Thread(this::end, "stop " + name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts it.
     *
     * @param name for messages
     * @param command the program and its arguments
     * @param environment all of its environment; nothing else is passed on
     * @param log where its output goes
     * @return the process
     * @throws CannotStart when there is no such program
     */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(name, builder.start(), log);
        } catch (IOException notRunnable) {
            throw new CannotStart(name + " could not be started: " + notRunnable.getMessage());
        }
    }

    private static File nothing() {
        return new File(System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    /** The path of the java command that runs this very process. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Sends a GET again and again until it is answered with an accepted status, as long as the process lives.
     *
     * @param uri the URI to get
     * @param limit how long at most
     * @param status which statuses are accepted
     * @throws CannotStart when the limit passes or the process ends; the message ends with the last lines of its log
     */
    public void awaitAnswer(URI uri, Duration limit, IntPredicate status) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        long end = System.nanoTime() + limit.toNanos();
        while (!answers(client, uri, status)) {
            OptionalInt code = exitWithin(BETWEEN_LOOKS);
            if (code.isPresent()) {
                throw new CannotStart(
                        name + " ended with exit code " + code.getAsInt() + " while it started." + tail());
            }
            if (System.nanoTime() > end) {
                throw new CannotStart(name + " did not answer within " + limit.toSeconds() + " s." + tail());
            }
        }
    }

    private static boolean answers(HttpClient client, URI uri, IntPredicate status) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
            return status.test(
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new CannotStart("Interrupted while waiting for " + uri + ".");
        }
    }

    /** Waits for the end of the process, no longer than the limit; gives its exit code once it has ended. */
    public OptionalInt exitWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    Path log() {
        return log;
    }

    /** What it has written so far. */
    public List<String> lines() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    void kill() {
        process.destroyForcibly();
        exitWithin(GRACE);
    }

    private String tail() {
        List<String> lines = lines();
        List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        return last.isEmpty()
                ? " It wrote nothing."
                : " The last lines of " + log + ":\n  " + String.join("\n  ", last);
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running or has run; ending twice does no harm.
            return;
        }
    }

    private void end() {
        process.destroy();
        if (exitWithin(GRACE).isEmpty()) {
            kill();
        }
    }
}
