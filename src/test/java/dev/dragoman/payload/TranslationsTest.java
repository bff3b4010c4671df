package dev.dragoman.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.StageResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of design section 7, one file each: the request, what is sent, and what the caller is told. */
class TranslationsTest {
    private static final Path CASES = Path.of("src/test/resources/translations");

    /** One file. */
    record Case(String name, ObjectNode content) {
        static Case read(Path file) {
            try {
                Json.Result result = Json.read(Files.readAllBytes(file));
                return new Case(String.valueOf(file.getFileName()), (ObjectNode) ((Json.Result.Value) result).node());
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        Endpoint endpoint() {
            return Endpoint.named(content.path("endpoint").textValue()).orElseThrow();
        }

        private Payloads stage() {
            JsonNode profile = content.path("profile");
            return Stages.stage(
                    profile.isObject()
                            ? ProfileReader.read(Json.text(profile))
                            : Profiles.load(profile.asText("openai")),
                    content.path("strict").booleanValue());
        }

        /** A part of the case; the model is left out of most. */
        ObjectNode part(String name) {
            ObjectNode part = content.withObject("/" + name).deepCopy();
            return part.has("model") ? part : part.put("model", "m");
        }

        StageResult<Payload> translate(ObjectNode request) {
            return Stages.translate(
                    stage(), endpoint(), request, content.path("streamed").booleanValue());
        }

        List<String> adjustments() {
            return content.path("adjustments")
                    .valueStream()
                    .map(JsonNode::textValue)
                    .toList();
        }

        @Override
        public String toString() {
            return name + ": " + content.path("about").asText();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("translated")
    void aRequestIsSentInTheProvidersWords(Case given) {
        Payload payload = Given.value(given.translate(given.part("request")));

        assertThat(Leaves.of(payload.body())).isEqualTo(Leaves.of(given.part("sent")));
        assertThat(payload.adjustments()).isEqualTo(given.adjustments());
        assertThat(payload.relay() != null)
                .isEqualTo(payload.body().path("stream").booleanValue());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("translated")
    void whatIsSentNeedsNoTranslation(Case given) {
        Payload payload = Given.value(given.translate(given.part("sent")));

        assertThat(Leaves.of(payload.body())).isEqualTo(Leaves.of(given.part("sent")));
        assertThat(payload.adjustments()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void aRequestThatCanNotBeSentIsRefused(Case given) {
        ObjectNode expected = Json.object();
        expected.putObject("error")
                .setAll(given.content().withObject("/refused").deepCopy());
        JsonNode status = expected.withObject("/error").remove("status");

        StageResult<Payload> previous = given.translate(given.part("request"));

        assertThat(Given.problem(previous).json()).isEqualTo(expected);
        assertThat(Given.problem(previous).status()).isEqualTo(status.intValue());
    }

    static List<Case> translated() throws IOException {
        return cases(false);
    }

    static List<Case> refused() throws IOException {
        return cases(true);
    }

    private static List<Case> cases(boolean refused) throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted()
                    .map(Case::read)
                    .filter(each -> each.content().has("refused") == refused)
                    .toList();
        }
    }
}
