package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/clients.md speaks of the versions that are run. */
class ClientsPageTest {
    private static final Path CLIENTS = Path.of("src/clients");
    private static final Pattern DEPENDENCY =
            Pattern.compile("(?s)<dependencies>\\s*<dependency>.*?<version>([^<]+)</version>(?!.*<dependencies>)");

    @ParameterizedTest
    @ValueSource(strings = {"openai-java", "langchain4j", "spring-ai-1", "spring-ai-2"})
    void aJavaClientIsNamedWithItsVersion(String client) throws IOException {
        Matcher version =
                DEPENDENCY.matcher(Files.readString(CLIENTS.resolve(client).resolve("pom.xml")));
        assertThat(version.find()).isTrue();

        assertThat(heading(client)).contains(version.group(1));
    }

    @ParameterizedTest
    @CsvSource({
        "openai, openai",
        "ai-sdk, ai",
        "ai-sdk, @ai-sdk/openai",
        "langchain, @langchain/openai",
        "agents, @openai/agents"
    })
    void aClientOnNodeIsNamedWithItsVersion(String client, String dependency) throws IOException {
        String version = Stack.parse(Files.readString(CLIENTS.resolve("node/package.json")))
                .path("dependencies")
                .path(dependency)
                .textValue();

        assertThat(heading(client)).contains(dependency + " " + version);
    }

    @Test
    void everyTableCanBeWrittenAnew() throws IOException {
        for (String client : List.of(
                "openai-java",
                "langchain4j",
                "spring-ai-1",
                "spring-ai-2",
                "openai",
                "ai-sdk",
                "langchain",
                "agents")) {
            assertThat(Files.readString(SeenByClients.PAGE)).contains("<!-- " + client + " -->\n");
        }
    }

    // The heading above the table of a client.
    private static String heading(String client) throws IOException {
        Matcher heading = Pattern.compile("(?m)^## (.+)\n\n<!-- " + Pattern.quote(client) + " -->$")
                .matcher(Files.readString(SeenByClients.PAGE));
        assertThat(heading.find())
                .as("%s has a section for %s", SeenByClients.PAGE, client)
                .isTrue();
        return heading.group(1);
    }
}
