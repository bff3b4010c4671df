package dev.dragoman.local.bench;

import dev.dragoman.local.CannotStart;
import dev.dragoman.local.ChildProcess;
import dev.dragoman.local.LocalDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A package for Node.js from {@code src/local/node}: the sources and, in {@code package.json}, the exact versions of
 * what it needs. What npm installs lies under {@code target/node}, and stays there for the next run.
 *
 * @param path where it is installed
 */
record NodePackage(Path path) {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> PASSED_ON = List.of("PATH", "HOME", "TMPDIR", "LANG", "HTTPS_PROXY", "NO_PROXY");

    /**
     * Installs it.
     *
     * @param name a folder of {@code src/local/node}
     * @throws CannotStart if there is no npm, or if it fails
     */
    static NodePackage install(String name) throws IOException {
        Path path = Files.createDirectories(Path.of("target", "node", name)).toAbsolutePath();
        try (Stream<Path> sources = Files.list(Path.of("src", "local", "node", name))) {
            for (Path source : sources.toList()) {
                Files.copy(
                        source, path.resolve(source.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
        NodePackage installed = new NodePackage(path);
        installed.run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error");
        return installed;
    }

    /** Runs a program in its folder to the end. If one of its packages has a program of this name, that one is run. */
    void run(String... command) {
        List<String> words = new ArrayList<>(
                List.of("/bin/sh", "-c", "cd \"$0\" && PATH=node_modules/.bin:$PATH exec \"$@\"", path.toString()));
        words.addAll(List.of(command));
        Path log = LocalDirectory.ofBuild().log(command[0], 0);
        try (ChildProcess process = ChildProcess.start(command[0], words, environment(Map.of()), log)) {
            int code = process.exitWithin(LIMIT).orElse(-1);
            if (code != 0) {
                throw new CannotStart("This benchmark needs Node.js 20 or newer with npm, and npm's packages: \""
                        + String.join(" ", command) + "\" in " + path + " ended with " + code + "; see " + log + ".");
            }
        }
    }

    /**
     * Starts a script of it.
     *
     * @param name for messages and the log's name
     * @param script relative to its folder
     * @param environment beside what every program needs
     * @param arguments of the script
     */
    ChildProcess start(String name, String script, Map<String, String> environment, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("node", path.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return ChildProcess.start(
                name,
                command,
                environment(environment),
                LocalDirectory.ofBuild().log(name, 0));
    }

    /** The version that was installed of a package. */
    String version(String name) throws IOException {
        Path description = path.resolve("node_modules").resolve(name).resolve("package.json");
        return dev.dragoman.json.Json.readLenient(Files.readAllBytes(description))
                        instanceof dev.dragoman.json.Json.Result.Value value
                ? value.node().path("version").asText()
                : "unknown";
    }

    private static Map<String, String> environment(Map<String, String> given) {
        Map<String, String> environment = new TreeMap<>();
        for (String variable : PASSED_ON) {
            String value = System.getenv(variable);
            if (value != null) {
                environment.put(variable, value);
            }
        }
        environment.putAll(given);
        return environment;
    }
}
