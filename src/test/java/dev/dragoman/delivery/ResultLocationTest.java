package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.S3Location;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultLocationTest {
    @ParameterizedTest
    @CsvSource({
        "summaries/, inbox/a.pdf, s3://papers/summaries/a.pdf.summary.md",
        "summaries/, inbox/2025/a b.pdf, s3://papers/summaries/2025/a b.pdf.summary.md",
        "summaries/, inbox/inbox/a.pdf, s3://papers/summaries/inbox/a.pdf.summary.md",
        "summaries/, elsewhere/a.pdf, s3://papers/summaries/elsewhere/a.pdf.summary.md",
        "s3://results/, inbox/a.pdf, s3://results/a.pdf.summary.md",
        "s3://results/deep/er/, inbox/a.pdf, s3://results/deep/er/a.pdf.summary.md"
    })
    void aResultIsNamedAfterItsDocument(String output, String key, String result) {
        assertThat(ResultLocation.parse("inbox/", output).of(new S3Location("papers", key), ".summary.md"))
                .hasToString(result);
    }
}
