package dev.dragoman.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dragoman.event.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilesTest {
    @ParameterizedTest
    @CsvSource({
        "openai, CHAT, CHAT",
        "openai, RESPONSES, RESPONSES",
        "chat-only, RESPONSES, CHAT",
        "responses-only, CHAT, RESPONSES",
        "classic, RESPONSES, CHAT"
    })
    void aRequestGoesToAnEndpointThatTheProviderHas(String name, Endpoint asked, Endpoint upstreamEndpoint) {
        assertThat(Profiles.load(name).upstreamEndpoint(asked)).isEqualTo(upstreamEndpoint);
    }

    /** Where an operator reads which profiles there are. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "infra/template.yaml",
                "docs/server.md",
                "docs/configuration.md",
                "docs/design.md",
                "src/main/java/dev/dragoman/config/ModelConfig.java"
            })
    void everyBuiltInProfileIsNamedWhereOneChooses(String page) throws IOException {
        assertThat(Files.readString(Path.of(page))).contains(Profiles.BUILT_IN);
    }

    @Test
    void everyBuiltInProfileIsInTheFolderAndTheOtherWayRound() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/profiles"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()).replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(Profiles.BUILT_IN);
        }
    }

    @Test
    void aProfileMayBeAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mine.json"), "{\"endpoints\": {\"chat\": {}}}");

        assertThat(Profiles.load(file.toString()).endpoints()).containsOnlyKeys(Endpoint.CHAT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"opnai", "/no/such/file.json", "src", "a\0b"})
    void whatIsNeitherIsRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Profiles.load(value))
                .withMessage(
                        "names neither a profile that is built in (%s) nor a file that can be read",
                        String.join(", ", Profiles.BUILT_IN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | is not JSON that can be read: it is not valid JSON (line 1, column 1)",
                "[] | has no object in the profile",
                "{} | has no object in endpoints",
                "{'endpoints': {}} | names no endpoint in endpoints",
                "{'endpoint': {}} | has the unknown member endpoint in the profile; known are about, endpoints, models, passes",
                "{'endpoints': {'speech': {}}} | has the unknown member speech in endpoints; known are chat, responses",
                "{'endpoints': {'chat': {'rename': {}}}} | has the unknown member rename in endpoints.chat; known are renames, refuses, reasoning",
                "{'endpoints': {'responses': {'reasoning': 'a'}}} | has the unknown member reasoning in endpoints.responses; known are renames, refuses",
                "{'endpoints': {'chat': {'reasoning': 'a b'}}} | has no field's name in endpoints.chat.reasoning",
                "{'endpoints': {'chat': {'renames': []}}} | has no object in endpoints.chat.renames",
                "{'endpoints': {'chat': {'renames': {'a': 7}}}} | has no text in endpoints.chat.renames.a",
                "{'endpoints': {'chat': {'renames': {'a': 'b;c'}}}} | has no field's name in endpoints.chat.renames.a",
                "{'endpoints': {'chat': {'renames': {'a': 'a'}}}} | renames to a field that is renamed itself: endpoints.chat.renames.a",
                "{'endpoints': {'chat': {'renames': {'a': 'b', 'b': 'c'}}}} | renames to a field that is renamed itself: endpoints.chat.renames.a",
                "{'endpoints': {'chat': {'renames': {'model': 'm'}}}} | renames a field that Dragoman reads itself: endpoints.chat.renames.model",
                "{'endpoints': {'chat': {'refuses': {'a b': 'No.'}}}} | has a name in endpoints.chat.refuses that no field has: letters, digits and _ only",
                "{'endpoints': {'chat': {'refuses': {'a': ' '}}}} | has no text in endpoints.chat.refuses.a",
                "{'endpoints': {'chat': {}}, 'models': {}} | has no array in models",
                "{'endpoints': {'chat': {}}, 'models': [{'endpoints': {}}]} | has no text in models[0].model",
                "{'endpoints': {'chat': {}}, 'models': [{'model': 'm', 'refuses': {}}]} | has the unknown member refuses in models[0]; known are about, model, endpoints, contextTokens, maxOutputTokens",
                "{'endpoints': {'chat': {}}, 'models': [{'model': 'm', 'maxOutputTokens': 0}]} | has no number of tokens from 1 to 100000000 in models[0].maxOutputTokens",
                "{'endpoints': {'chat': {}}, 'models': [{'model': 'm', 'contextTokens': '9'}]} | has no number of tokens from 1 to 100000000 in models[0].contextTokens"
            })
    void aMalformedProfileSaysWhatIsWrong(String profile, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProfileReader.read(profile.replace('\'', '"')))
                .withMessage(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "acme/*, acme/a/b, true",
        "acme/?, acme/ab, false",
        "a.c, abc, false",
        "*, x, true",
        "a\\E*, a\\Eb, true"
    })
    void aModelIsNamedByAGlob(String glob, String model, boolean different) {
        Profile profile = ProfileReader.read(
                "{'endpoints': {'chat': {}}, 'models': [{'model': '%s', 'endpoints': {'chat': {'refuses': {'a': 'No.'}}}}]}"
                        .formatted(glob.replace("\\", "\\\\"))
                        .replace('\'', '"'));

        assertThat(profile.fieldRules(Endpoint.CHAT, model).refusals().containsKey("a"))
                .isEqualTo(different);
    }

    @ParameterizedTest
    @MethodSource
    void noSentNameIsRenamedAgain(FieldRules first, FieldRules second, Map<String, String> names) {
        assertThat(first.with(second).renames()).isEqualTo(names);
    }

    static Object[][] noSentNameIsRenamedAgain() {
        return new Object[][] {
            {renames("a", "b"), renames("b", "c"), Map.of("a", "c", "b", "c")},
            {renames("a", "b"), renames("b", "a"), Map.of("b", "a")},
            {renames("b", "c"), renames("a", "b"), Map.of("a", "b")},
            {renames("a", "b"), FieldRules.PLAIN, Map.of("a", "b")}
        };
    }

    @Test
    void whatAModelTakesUnderANameIsNotRefusedUnderIt() {
        FieldRules refusing = new FieldRules(Map.of(), Map.of("b", "No."));

        assertThat(refusing.with(renames("a", "b")).refusals()).isEmpty();
    }

    private static FieldRules renames(String from, String to) {
        return new FieldRules(Map.of(from, to), Map.of());
    }
}
