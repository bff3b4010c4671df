package dev.dragoman.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.local.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A program of {@code src/clients}: a client library as its users have it, in a process of its own. It runs all its cases,
 * each directly and through Dragoman, and prints a line of JSON for each.
 */
public final class ClientProgram {
    private static final Path SOURCES = Path.of("src", "clients");
    private static final Path WORK = Path.of("target", "clients");
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private ClientProgram() {}

    /**
     * What a client saw of one case.
     *
     * @param name the case's, and the model's
     * @param direct whether it asked the provider itself
     * @param saw the answer; empty if it failed
     * @param error the failure's type; empty if it got an answer
     * @param status of the failure; 0 if the client doesn't say
     * @param code of the failure; empty if the client doesn't say
     * @param message of the failure
     */
    public record Saw(String name, boolean direct, String saw, String error, int status, String code, String message) {
        static Saw read(JsonNode line) {
            return new Saw(
                    line.path("case").asText(),
                    line.path("way").asText().equals("direct"),
                    line.path("saw").asText(),
                    line.path("error").asText(),
                    line.path("status").asInt(),
                    line.path("code").asText(),
                    line.path("message").asText());
        }

        /** Whether the client got an answer. */
        public boolean answered() {
            return error.isEmpty();
        }
    }

    /**
     * Compiles and runs a Java client.
     *
     * @param name a folder of {@code src/clients}
     * @param direct the provider's base URL
     * @param through Dragoman's
     */
    public static List<Saw> java(String name, String direct, String through) {
        String classPath = classPath(name);
        Path classes = WORK.resolve(name);
        compile(name, classPath, classes);
        return run(
                name,
                List.of(
                        ChildProcess.java(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        classes + File.pathSeparator + classPath,
                        "Main",
                        "direct=" + direct,
                        "through=" + through));
    }

    private static String classPath(String name) {
        Path file = WORK.resolve(name + ".classpath");
        if (!Files.isRegularFile(file)) {
            throw new AssertionError("The build has not left " + file + "; run \"mvn invoker:run@clients\" first.");
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void compile(String name, String classPath, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler).as("a compiler: the tests run on a JDK").isNotNull();
        StringWriter said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            Files.createDirectories(classes);
            boolean compiled = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp", classPath),
                            null,
                            files.getJavaFileObjects(
                                    SOURCES.resolve("common/Report.java"), SOURCES.resolve(name + "/Main.java")))
                    .call();
            assertThat(compiled).as("%s", said).isTrue();
        } catch (IOException notWritable) {
            throw new UncheckedIOException(notWritable);
        }
    }

    /**
     * Runs a client on Node.js, whose packages are there.
     *
     * @param script a file of {@code target/clients/node}
     * @param direct the provider's base URL
     * @param through Dragoman's
     */
    public static List<Saw> node(String script, String direct, String through) {
        return run(
                script,
                List.of(
                        "node",
                        WORK.resolve("node").resolve(script).toString(),
                        "direct=" + direct,
                        "through=" + through));
    }

    /** Whether a command can be run. */
    public static boolean isOnPath(String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
                .anyMatch(folder -> Path.of(folder, command).toFile().canExecute());
    }

    /** Copies the clients on Node.js to {@code target/clients/node}, and installs their packages there. */
    public static void installNode() {
        try {
            Path folder = Files.createDirectories(WORK.resolve("node"));
            try (var sources = Files.list(SOURCES.resolve("node"))) {
                for (Path source : sources.toList()) {
                    Files.write(folder.resolve(source.getFileName()), Files.readAllBytes(source));
                }
            }
            ChildProcess npm = ChildProcess.start(
                    "npm",
                    List.of("npm", "install", "--no-audit", "--no-fund", "--prefix", folder.toString()),
                    new TreeMap<>(System.getenv()),
                    WORK.resolve("npm.log"));
            assertThat(npm.exitWithin(Duration.ofMinutes(5)))
                    .as("npm, see target/clients/npm.log")
                    .hasValue(0);
        } catch (IOException notWritable) {
            throw new UncheckedIOException(notWritable);
        }
    }

    private static List<Saw> run(String name, List<String> command) {
        Map<String, String> environment = new TreeMap<>();
        for (String variable : List.of("PATH", "HOME", "LANG")) {
            environment.put(variable, System.getenv().getOrDefault(variable, ""));
        }
        try (ChildProcess client = ChildProcess.start(name, command, environment, WORK.resolve(name + ".log"))) {
            assertThat(client.exitWithin(LIMIT))
                    .as("%s, see target/clients/%s.log", name, name)
                    .hasValue(0);
            List<Saw> all = new ArrayList<>();
            client.lines().stream()
                    .filter(line -> line.startsWith("{\"case\""))
                    .forEach(line -> all.add(Saw.read(Stack.parse(line))));
            return all;
        }
    }
}
