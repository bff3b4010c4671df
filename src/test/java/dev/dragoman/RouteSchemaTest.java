package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Holds every route file to the schema of the YAML DSL, which visual editors use too. It is the schema of the Camel that runs the
 * routes: its jar brings it, so this needs no network.
 */
class RouteSchemaTest {
    private static final String SCHEMA = "/schema/camelYamlDsl.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema CAMEL = schema();

    private static JsonSchema schema() {
        try (InputStream text = RouteSchemaTest.class.getResourceAsStream(SCHEMA)) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(text);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Set<ValidationMessage> problems(String yaml) {
        JsonNode tree = JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
        return CAMEL.validate(tree);
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> builtIn = Files.list(Path.of("camel-routes"));
                Stream<Path> samples = Files.list(Path.of("samples/routes"))) {
            return Stream.concat(builtIn, samples).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileIsWhatAnEditorTakes(Path file) throws IOException {
        assertThat(problems(Files.readString(file))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- rout: {id: a}",
                "- route: {id: a}",
                "- route: {id: a, from: {uri: 'direct:a', steps: [{bena: {ref: x}}]}}",
                "- route: {id: a, from: {uri: 'direct:a', steps: [{setBody: {simpel: x}}]}}"
            })
    void whatAnEditorRefusesIsFound(String yaml) {
        assertThat(problems(yaml)).isNotEmpty();
    }
}
