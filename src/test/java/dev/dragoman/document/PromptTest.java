package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dragoman.event.S3Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void theBuiltInPromptIsInTheArtifact() {
        Prompt prompt = Prompt.load("summary");

        assertThat(prompt.name()).isEqualTo("summary");
        assertThat(prompt.text()).contains("summarise");
    }

    @Test
    void aFilesPromptIsNamedAfterIt() throws IOException {
        assertThat(Prompt.load(file("contract.md", "Find the parties.")))
                .isEqualTo(new Prompt("contract.md", "Find the parties."));
    }

    @ParameterizedTest
    @CsvSource({"About {{name}},About report.pdf", "{{ type }},application/pdf", "In {{bucket}}!,In papers!"})
    void placeholdersStandForTheDocumentsOwn(String template, String text) {
        assertThat(render(template, "inbox/2025/report.pdf")).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{{type}}.pdf", "${name}", "{{bucket}}{{name}}", "$1 \\1 \\.pdf", "{{unknown}}", "#{7*7}", "%s%n"
            })
    void aNameIsNeverReadAsATemplate(String name) {
        assertThat(render("About {{name}}.", "inbox/" + name)).isEqualTo("About " + name + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t\r\n", "\uFEFF", "\uFEFF\n\u200B"})
    void aPromptThatSaysNothingIsRefused(String text) throws IOException {
        String path = file("blank.md", text);

        assertThatIllegalArgumentException().isThrownBy(() -> Prompt.load(path)).withMessageContaining("empty");
    }

    @Test
    void anAsksOwnPromptMayHoldAnyBraces() {
        assertThat(new Prompt("ask", "Fill {{customer}} in ${here}.")
                        .render(new S3Location("papers", "a"), "text/plain"))
                .isEqualTo("Fill {{customer}} in ${here}.");
    }

    @Test
    void aConfiguredPromptWithAnUnknownPlaceholderIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Prompt.load(file("typo.md", "About {{nmae}}")))
                .withMessageContaining("{{nmae}}")
                .withMessageContaining("{{name}}");
    }

    @Test
    void aConfiguredPromptThatIsNotThereIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Prompt.load(folder.resolve("missing.md").toString()))
                .withMessage("names a prompt file that can't be read");
    }

    @Test
    void theVersionChangesWithTheText() {
        assertThat(new Prompt("a", "one").version())
                .hasSize(12)
                .isEqualTo(new Prompt("b", "one").version())
                .isNotEqualTo(new Prompt("a", "one ").version());
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static String render(String template, String key) {
        return new Prompt("test", template).render(new S3Location("papers", key), "application/pdf");
    }
}
