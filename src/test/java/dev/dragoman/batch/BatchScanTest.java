package dev.dragoman.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchScanTest {
    private static final BatchLimits LIMITS = new BatchLimits(50_000, 1_000_000_000, 1_000, 3, 500);

    private static String line(String id) {
        return "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":{\"input\":\"Hello\"}}"
                .formatted(id);
    }

    private static InputStream stream(String file) {
        return new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8));
    }

    private static BatchIndex read(String file) throws IOException {
        return BatchScan.read(stream(file), LIMITS, null);
    }

    private static String faults(BatchIndex index) {
        return index.bad().stream()
                .map(bad -> bad.line() + " " + bad.fault().code())
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\n%s\n", "%s\r\n%s\r\n", "%s\n%s", "\uFEFF%s\n%s", "%s\n\n%s\n\n", "\n%s\n%s"})
    void aFileIsReadHoweverItsLinesEnd(String form) throws IOException {
        BatchIndex index = read(form.formatted(line("a"), line("b")));

        assertThat(index.bad()).isEmpty();
        assertThat(index.lines()).isEqualTo(2);
        assertThat(index.endpoint()).isEqualTo(Endpoint.RESPONSES);
    }

    @Test
    void embeddingsNeedAModelAndInput() throws IOException {
        String line =
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"m\",\"input\":[\"x\"]}}";

        BatchIndex index = read(line);

        assertThat(index.bad()).isEmpty();
        assertThat(index.endpoint()).isEqualTo(Endpoint.EMBEDDINGS);
        assertThat(BatchIndex.of(index.json())).isEqualTo(index);
        assertThat(faults(read(line.replace("\"model\":\"m\",", "")))).isEqualTo("1 missing_required_parameter");
        assertThat(faults(read(line.replace(",\"input\":[\"x\"]", "")))).isEqualTo("1 missing_required_parameter");
        assertThat(faults(read(line + "\n" + line("b")))).isEqualTo("2 mismatched_url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n\r\n", "\uFEFF", "  \n"})
    void aFileWithoutARequestIsEmpty(String file) throws IOException {
        assertThat(faults(read(file))).isEqualTo("0 empty_file");
    }

    @Test
    void slicesHaveSoManyLinesAndCoverTheFile() throws IOException {
        String file = IntStream.range(0, 7).mapToObj(i -> line("id-" + i)).collect(Collectors.joining("\n\n"));

        BatchIndex index = read(file);

        assertThat(index.slices().stream().map(LineSlice::lines)).containsExactly(3, 3, 1);
        assertThat(index.slices().get(0).offset()).isZero();
        assertThat(index.slices().get(1).offset())
                .isEqualTo(index.slices().get(0).length());
        assertThat(index.slices().stream().mapToLong(LineSlice::length).sum()).isEqualTo(file.length());
        assertThat(BatchIndex.of(index.json())).isEqualTo(index);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/embeddings       | \"model\":\"m\",\"input\":[\"x\",\"y\"]                     | 4,4,2",
                "/v1/embeddings       | \"model\":\"m\",\"input\":[1,2,3,4]                         | 8,2",
                "/v1/embeddings       | \"model\":\"m\",\"input\":\"x\"                             | 8,2",
                "/v1/chat/completions | \"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}] | 4,4,2",
                "/v1/chat/completions | \"n\":null,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}] | 8,2",
                "/v1/responses        | \"input\":\"x\",\"tools\":[{\"type\":\"image_generation\"}] | 4,4,2",
                "/v1/responses        | \"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}] | 8,2"
            })
    void linesWithLargeAnswersMakeSmallSlices(String url, String body, String slices) throws IOException {
        String line = "{\"custom_id\":\"%d\",\"method\":\"POST\",\"url\":\"%s\",\"body\":{%s}}";

        String file = IntStream.range(0, 10)
                .mapToObj(i -> line.formatted(i, url, body))
                .collect(Collectors.joining("\n"));
        BatchIndex index =
                BatchScan.read(stream(file), new BatchLimits(50_000, 1_000_000_000, 1_000, 8, 1_000_000), null);

        assertThat(index.bad()).isEmpty();
        assertThat(index.slices().stream().map(slice -> "" + slice.lines())).containsExactly(slices.split(","));
    }

    @Test
    void aSliceHasNoMoreBytesThanItMayUnlessALineAloneHas() throws IOException {
        String large = line("large").replace("Hello", "x".repeat(600));

        BatchIndex index = read(String.join("\n", line("a"), large, line("b"), line("c")));

        assertThat(index.slices().stream().map(LineSlice::lines)).containsExactly(1, 1, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"custom_id\":                                                                              | invalid_json_line",
                "[1]                                                                                          | invalid_json_line",
                "{\"custom_id\":\"a\",\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":{}} | invalid_json_line",
                "{\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":{}}                                  | missing_required_parameter",
                "{\"custom_id\":null,\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":{}}               | missing_required_parameter",
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/responses\"}                          | missing_required_parameter",
                "{\"custom_id\":7,\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":{}}                  | invalid_custom_id",
                "{\"custom_id\":\" \",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":{}}              | invalid_custom_id",
                "{\"custom_id\":\"a\",\"method\":\"GET\",\"url\":\"/v1/responses\",\"body\":{}}               | invalid_method",
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/files\",\"body\":{}}                  | invalid_url",
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":\"x\"}           | invalid_body",
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":{\"messages\":[]}} | unsupported_value",
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{}}       | missing_required_parameter",
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":{},\"x\":1}      | unknown_parameter"
            })
    void aLineThatIsNoRequestIsNamed(String line, String code) throws IOException {
        assertThat(faults(read(line("first") + "\n" + line + "\n" + line("last"))))
                .isEqualTo("2 " + code);
    }

    @Test
    void allBadLinesAreNamedWithTheirNumbers() throws IOException {
        String chat =
                "{\"custom_id\":\"c\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"messages\":[]}}";

        BatchIndex index =
                read(String.join("\n", line("a"), "", line("a"), chat, "no", line("x".repeat(600)), line("b")));

        assertThat(faults(index))
                .isEqualTo("3 duplicate_custom_id, 4 mismatched_url, 5 invalid_json_line, 6 invalid_custom_id");
    }

    @Test
    void anIdOfABadLineIsNotTaken() throws IOException {
        String bad = line("a").replace("POST", "PUT");

        assertThat(faults(read(bad + "\n" + line("a")))).isEqualTo("1 invalid_method");
    }

    @Test
    void aLineThatIsTooLongIsNotHeld() throws IOException {
        BatchIndex index = read(line("a") + "\n" + line("b").replace("Hello", "x".repeat(2_000)) + "\n" + line("c"));

        assertThat(faults(index)).isEqualTo("2 line_too_long");
    }

    @Test
    void noMoreThanAHundredBadLinesAreNamed() throws IOException {
        assertThat(read("no\n".repeat(500)).bad()).hasSize(100);
    }

    @Test
    void aFileMayHaveSoManyLinesAndNoMore() throws IOException {
        BatchLimits two = new BatchLimits(2, 1_000_000, 1_000, 100, 1_000_000);
        String file = line("a") + "\n" + line("b") + "\n\n";

        assertThat(faults(BatchScan.read(stream(file), two, null))).isEmpty();
        assertThat(faults(BatchScan.read(stream(file + line("c")), two, null))).isEqualTo("4 too_many_lines");
    }

    @Test
    void aFileMayHaveSoManyBytesAndNoMore() throws IOException {
        String file = line("a") + "\n" + line("b");
        BatchLimits just = new BatchLimits(10, file.length(), 1_000, 100, 1_000_000);

        assertThat(faults(BatchScan.read(stream(file), just, null))).isEmpty();
        assertThat(faults(BatchScan.read(stream(file + " "), just, null))).isEqualTo("0 file_too_large");
    }

    @Test
    void theEndpointThatABatchIsCreatedForCounts() throws IOException {
        assertThat(faults(BatchScan.read(stream(line("a")), LIMITS, Endpoint.CHAT)))
                .isEqualTo("1 mismatched_url");
        assertThat(faults(BatchScan.read(stream(line("a")), LIMITS, Endpoint.RESPONSES)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":{}} | true",
                "{\"body\":{\"input\":[[{}]]},\"custom_id\":\"a\"}                               | true",
                "{\"custom_id\":\"a\",\"url\":\"/v1/responses\",                                 | true",
                "{\"custom_id\":\"a\",\"text\":\"b\"}                                            | false",
                "{\"id\":1,\"body\":\"a\"}                                                       | false",
                "[{\"custom_id\":\"a\",\"url\":\"b\"}]                                           | false",
                "Dear diary                                                                      | false"
            })
    void aBatchIsToldByItsFirstLine(String line, boolean isBatch) throws IOException {
        assertThat(BatchScan.isBatch(stream(line + "\n" + line("b")))).isEqualTo(isBatch);
        assertThat(BatchScan.isBatch(stream("\uFEFF" + line + "\r\n"))).isEqualTo(isBatch);
    }
}
