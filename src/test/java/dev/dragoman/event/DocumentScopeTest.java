package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentScopeTest {
    @ParameterizedTest
    @CsvSource({
        "inbox/a.pdf, true",
        "inbox/deep/er/a.pdf, true",
        "inbox/, false",
        "inbox/folder/, false",
        "inbox, false",
        "INBOX/a.pdf, false",
        "other/inbox/a.pdf, false"
    })
    void whatLiesUnderTheInputPrefixIsInput(String key, boolean input) {
        assertThat(scope("inbox/", null, "summaries/").isInput(new S3Location("papers", key)))
                .isEqualTo(input);
    }

    @Test
    @Tag("F065")
    void outputIsNeverInputEvenInsideTheInputPrefix() {
        DocumentScope nested = scope("inbox/", null, "inbox/summaries/");

        assertThat(nested.isInput(new S3Location("papers", "inbox/summaries/a.pdf.summary.md")))
                .isFalse();
        assertThat(nested.isInput(new S3Location("papers", "inbox/a.pdf"))).isTrue();
    }

    @Test
    @Tag("F065")
    void anotherBucketsOutputPrefixMeansNothingHere() {
        DocumentScope elsewhere = scope("", "results", "");

        assertThat(elsewhere.isInput(new S3Location("papers", "a.pdf"))).isTrue();
        assertThat(elsewhere.isInput(new S3Location("results", "a.pdf"))).isFalse();
    }

    @Test
    void onlyTheNamedBucketsCount() {
        DocumentScope scope = new DocumentScope("inbox/", null, "summaries/", Set.of("papers"));

        assertThat(scope.isInput(new S3Location("papers", "inbox/a.pdf"))).isTrue();
        assertThat(scope.isInput(new S3Location("others", "inbox/a.pdf"))).isFalse();
    }

    private static DocumentScope scope(String input, @Nullable String bucket, String output) {
        return new DocumentScope(input, bucket, output, Set.of());
    }
}
