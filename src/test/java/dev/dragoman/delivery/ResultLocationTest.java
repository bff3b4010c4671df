package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.S3Location;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void aNameThatIsTooLongForAKeyEndsInADigest() {
        ResultLocation results = ResultLocation.parse("inbox/", "summaries/");
        S3Location one = new S3Location("papers", "inbox/" + "ü".repeat(508) + "1");
        S3Location other = new S3Location("papers", "inbox/" + "ü".repeat(508) + "2");

        String summary = results.of(one, ".summary.md").key();

        assertThat(summary.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1000, 1024);
        assertThat(summary).matches("summaries/ü+~[0-9a-f]{32}\\.summary\\.md");
        assertThat(results.of(one, ".receipt.json").key())
                .isEqualTo(summary.replace(".summary.md", ".receipt.json"))
                .satisfies(
                        key -> assertThat(key.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1024));
        assertThat(results.of(other, ".summary.md").key()).isNotEqualTo(summary);
    }

    @ParameterizedTest
    @ValueSource(strings = {".summary.md", ".receipt.json", ".progress.json", ".output.jsonl", ".errors.jsonl"})
    void noResultsKeyIsLongerThanS3Allows(String suffix) {
        for (int length = 995; length <= 1018; length++) {
            S3Location document = new S3Location("papers", "inbox/" + "a".repeat(length));

            assertThat(ResultLocation.parse("inbox/", "summaries/")
                            .of(document, suffix)
                            .key())
                    .hasSizeLessThanOrEqualTo(1024);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "inbox/a.pdf, done/a~[0-9a-f]{12}\\.pdf",
        "inbox/v1.2/a, done/v1\\.2/a~[0-9a-f]{12}",
        "inbox/.env, done/\\.env~[0-9a-f]{12}",
        "inbox/b/.env, done/b/\\.env~[0-9a-f]{12}",
        "inbox/folder/, done/folder/~[0-9a-f]{12}"
    })
    void aSecondDocumentOfANameKeepsItsExtension(String key, String pattern) {
        assertThat(ResultLocation.parse("inbox/", "summaries/")
                        .putAwayBeside(new S3Location("papers", key), "done/", "0123")
                        .key())
                .matches(pattern);
    }

    @Test
    void aDocumentOfTheLongestNameCanBePutAway() {
        S3Location longest = new S3Location("papers", "inbox/" + "a".repeat(1018));

        assertThat(ResultLocation.parse("inbox/", "summaries/")
                        .putAway(longest, "failed/")
                        .key())
                .startsWith("failed/aaa")
                .hasSize(1024);
        assertThat(ResultLocation.parse("inbox/", "summaries/")
                        .putAway(longest, "done/")
                        .key())
                .isEqualTo("done/" + "a".repeat(1018));
    }
}
