package dev.dragoman.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.harness.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the fifteen things that the provider's page shows. They are files in {@code src/test/resources/things}, with
 * these fields beside {@code number}, {@code name}, {@code endpoint} and {@code request}:
 *
 * <ul>
 *   <li>{@code sent}: the request's fields that the provider gets otherwise; null for one that it does not get
 *   <li>{@code adjusted}: what the caller is told of that
 *   <li>{@code answer}: values in the answer by JSON pointer; a text behind a {@code *} is contained in the value
 *   <li>{@code next}: a second request and its answer, where PREVIOUS is the id of the first answer
 *   <li>{@code attachment}: where the request has a URL, and the sample that is found there
 *   <li>{@code document}: the sample whose summary is the same thing by way of S3, and how it reaches the provider
 *   <li>{@code client}: by HTTP, the official client sends it
 * </ul>
 *
 * @param number 1 to 15, as in the table of docs/compatibility.md
 * @param name what it is, in Markdown
 * @param endpoint where its request goes
 * @param json the whole file
 */
record Thing(int number, String name, Endpoint endpoint, JsonNode json) {
    private static final Path FOLDER = Path.of("src/test/resources/things");

    static List<Thing> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(Thing::read).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Thing read(Path file) {
        try {
            JsonNode json = Stack.parse(Files.readString(file));
            return new Thing(
                    json.path("number").intValue(),
                    json.path("name").textValue(),
                    Endpoint.named(json.path("endpoint").textValue()).orElseThrow(),
                    json);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The request as the page has it; a new tree. */
    ObjectNode request() {
        return json.path("request").deepCopy();
    }

    /** What the provider must get, on the whole. */
    ObjectNode sent() {
        ObjectNode sent = request();
        json.path("sent").properties().forEach(field -> sent.set(field.getKey(), field.getValue()));
        json.path("sent").properties().stream()
                .filter(field -> field.getValue().isNull())
                .forEach(field -> sent.remove(field.getKey()));
        return sent;
    }

    boolean streams() {
        return json.at("/request/stream").booleanValue();
    }

    boolean hasDocument() {
        return json.has("document");
    }

    boolean hasAttachment() {
        return json.has("attachment");
    }

    boolean isByClient() {
        return json.path("client").booleanValue();
    }

    boolean isAdjusted() {
        return json.has("adjusted");
    }

    /** The URL in the request. */
    String url() {
        return attachmentIn(request())
                .path(json.at("/attachment/field").textValue())
                .textValue();
    }

    /** The same request with another URL. */
    ObjectNode requestWith(String url) {
        ObjectNode request = request();
        attachmentIn(request).put(json.at("/attachment/field").textValue(), url);
        return request;
    }

    /** The part of a request that holds the URL. */
    ObjectNode attachmentIn(JsonNode request) {
        return (ObjectNode) request.at(json.at("/attachment/at").textValue());
    }

    @Override
    public String toString() {
        return "(" + number + ") " + endpoint.label() + ": " + name;
    }
}
