package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ServerSentEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One exchange, as the caller and as the provider see it: a folder of {@code src/test/resources/bridge}. */
record Golden(Path folder) {
    private static final Path ROOT = Path.of("src/test/resources/bridge");

    static List<Golden> of(Endpoint asked) {
        String name = asked == Endpoint.CHAT ? "chat-over-responses" : "responses-over-chat";
        try (Stream<Path> folders = Files.list(ROOT.resolve(name))) {
            return folders.sorted().map(Golden::new).toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    static List<Golden> all() {
        return Stream.of(Endpoint.values()).flatMap(asked -> of(asked).stream()).toList();
    }

    EndpointAdapter adapter() {
        boolean chat = folder.startsWith(ROOT.resolve("chat-over-responses"));
        return EndpointAdapter.of(chat ? Endpoint.CHAT : Endpoint.RESPONSES);
    }

    ObjectNode json(String file) {
        return (ObjectNode) ((Json.Result.Value) Json.read(text(file))).node();
    }

    String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    List<ServerSentEvent> events(String file) {
        return Stream.of(text(file).split("\n\n")).map(Golden::event).toList();
    }

    private static ServerSentEvent event(String text) {
        return new ServerSentEvent(text, field(text, "event: "), field(text, "data: "));
    }

    private static @Nullable String field(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse(null);
    }

    /** What the caller gets for the provider's events. */
    List<ServerSentEvent> translated() {
        var translation = adapter().events(json("request.in.json"));
        List<ServerSentEvent> translated = new ArrayList<>();
        events("events.in.txt").forEach(event -> translated.addAll(translation.translate(event)));
        return translated;
    }

    static String text(List<ServerSentEvent> events) {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.text()).append("\n\n"));
        return text.toString();
    }

    @Override
    public String toString() {
        return ROOT.relativize(folder).toString();
    }
}
