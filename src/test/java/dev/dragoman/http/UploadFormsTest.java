package dev.dragoman.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.UploadForm;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadFormsTest {
    private static final String FORM = """
            --line\r
            Content-Disposition: form-data; name="purpose"\r
            \r
            batch\r
            --line\r
            Content-Disposition: form-data; name="file"; filename="questions.jsonl"\r
            Content-Type: application/octet-stream\r
            \r
            one\r
            two
            \r
            --line--\r
            """;

    private static Optional<UploadForm> read(String type, String body) {
        return UploadForms.read(type, body.getBytes(StandardCharsets.UTF_8), new GivenFile(1));
    }

    @Test
    void aFileIsReadWithItsFieldsAsItWasSent() {
        UploadForm form = read("multipart/form-data; boundary=line", FORM).orElseThrow();

        assertThat(form.fields()).containsEntry("purpose", "batch");
        assertThat(form.name()).isEqualTo("questions.jsonl");
        assertThat(((GivenFile) form.file()).text()).isEqualTo("one\r\ntwo\n");
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, {}",
        "multipart/form-data, x",
        "multipart/form-data; boundary=line, x",
        "multipart/form-data; boundary=line, ''",
        "'', ''"
    })
    void anythingElseIsNone(String type, String body) {
        assertThat(read(type, body)).isEmpty();
    }

    @Test
    void aFormWithoutFileOrWithoutItsEndIsNone() {
        assertThat(read("multipart/form-data; boundary=line", FORM.replace("name=\"file\"", "name=\"other\"")))
                .isEmpty();
        assertThat(read("multipart/form-data; boundary=line", FORM.substring(0, FORM.length() - 20)))
                .isEmpty();
    }
}
