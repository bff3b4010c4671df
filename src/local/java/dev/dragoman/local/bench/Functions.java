package dev.dragoman.local.bench;

import dev.dragoman.local.CannotStart;
import dev.dragoman.local.DragomanProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The functions that are compared, by their names in reports. */
final class Functions {
    private static final String EXECUTABLE = "executable";

    private final Map<String, Start> all = new LinkedHashMap<>();
    private final Map<String, String> versions = new TreeMap<>();

    /** Starts a function's process. */
    interface Start {
        /** Starts it; running the result ends it. */
        Runnable with(Map<String, String> environment);
    }

    /** The packaged jar, the executable that {@code -Dexecutable} names, and a function on Node.js. */
    Functions() throws IOException {
        String executable = System.getProperty(EXECUTABLE, "");
        if (!executable.isEmpty()) {
            Path path = Path.of(executable);
            if (!Files.isExecutable(path)) {
                throw new CannotStart("-Dexecutable names " + path + ", which can't be executed.");
            }
            all.put(EXECUTABLE, environment -> DragomanProcess.launch(path, environment)::close);
        }
        all.put("jar", environment -> DragomanProcess.launch(0, environment, List.of())::close);
        NodePackage node = NodePackage.install("function");
        node.run(
                "esbuild",
                "runtime.mjs",
                "--bundle",
                "--minify",
                "--platform=node",
                "--format=esm",
                "--outfile=bundle.mjs",
                "--banner:js=import{createRequire}from'node:module';const require=createRequire(import.meta.url);");
        all.put("node", environment -> node.start("node", "bundle.mjs", environment)::close);
        versions.put("java", System.getProperty("java.version"));
        versions.put("node", Version.of("node", "--version"));
        for (String name : List.of("openai", "@aws-sdk/client-s3", "esbuild")) {
            versions.put(name, node.version(name));
        }
        versions.put(EXECUTABLE, executable.isEmpty() ? "none was given: not measured" : "given");
    }

    Map<String, Start> all() {
        return all;
    }

    Map<String, String> versions() {
        return versions;
    }

    /** The environment of all of them: the model's base URL and its key. */
    static Map<String, String> environment(PreparedModel model, Map<String, String> aws) {
        Map<String, String> environment = new TreeMap<>(aws);
        environment.put("GMI_API_KEY", "key");
        environment.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl());
        environment.put("MODEL_BASE_URL", model.baseUrl());
        return environment;
    }
}
