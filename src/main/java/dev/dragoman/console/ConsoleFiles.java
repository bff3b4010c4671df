package dev.dragoman.console;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.http.WebPage;
import dev.dragoman.json.BuiltIn;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The page's files: those that {@code console/files.txt} lists. Each is read when it is first asked for, and then kept. */
final class ConsoleFiles implements WebPage {
    private static final String FOLDER = "/console/";
    private static final String LIST = "files.txt";
    private static final String START = "index.html";

    private final Set<String> names = names();
    private final Map<String, CompletionStage<StaticFile>> files = new ConcurrentHashMap<>();

    /** The names of all files, below their folder. */
    static Set<String> names() {
        return BuiltIn.text(FOLDER + LIST)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean answers(String path, HttpServerRequest request, HttpServerResponse response) {
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        String name = path.equals("/") ? START : path.startsWith(FOLDER) ? path.substring(FOLDER.length()) : "";
        if (!reads || !names.contains(name)) {
            return false;
        }
        CompletionStage<StaticFile> file = files.computeIfAbsent(name, ConsoleFiles::read);
        file.whenComplete((found, failure) -> {
            if (found == null) {
                response.setStatusCode(500).end();
            } else {
                found.send(request, response);
            }
        });
        return true;
    }

    private static CompletionStage<StaticFile> read(String name) {
        return Blocking.run(() -> new StaticFile(name, BuiltIn.bytes(FOLDER + name)));
    }

    @Override
    public boolean takes(String path) {
        return path.equals(ConsoleCalls.DOCUMENT);
    }
}
