package dev.dragoman.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** infra/README.md says what the template asks for. */
class InfraPageTest {
    @Test
    void everyParameterAndPermissionIsExplained() throws IOException {
        Template template = Template.read(Path.of("infra/template.yaml"));
        String page = Files.readString(Path.of("infra/README.md"));
        Stream<String> actions = template.statements().stream()
                .filter(statement -> statement.path("Effect").asText().equals("Allow"))
                .flatMap(statement -> Template.items(statement.path("Action")).map(JsonNode::asText));
        Stream<String> parameters =
                template.root().path("Parameters").properties().stream().map(parameter -> parameter.getKey());

        assertThat(Stream.concat(actions, parameters))
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
}
