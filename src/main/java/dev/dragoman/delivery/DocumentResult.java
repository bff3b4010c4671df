package dev.dragoman.delivery;

import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.FinishReason;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Writes a document's answer as objects (the column "S3 document" of design section 4). */
final class DocumentResult {
    private static final String CUT_OFF = """
            > **Incomplete.** The model stopped at its length limit (%s), so this summary breaks off before its end.

            """;

    private static final String UNSURE = """
            > **Perhaps incomplete.** The model's provider does not say that the summary is whole. Its reason to stop: %s.

            """;

    private static final String DOUBT = """
            > **Doubtful.** %s

            """;

    private final S3Client s3;
    private final ResultLocation output;

    DocumentResult(S3Client s3, ResultLocation output) {
        this.s3 = s3;
        this.output = output;
    }

    void write(S3Location document, Answer answer) {
        Outcome outcome = answer.outcome();
        Optional<String> text = outcome.usableText();
        if (text.isPresent()) {
            String notice = outcome.cutOffReason().map(DocumentResult::notice).orElse("") + doubt(answer.receipt());
            writeSummary(document, notice + text.get(), answer);
        } else if (!outcome.isReplaced()) {
            put(output.of(document, ".error.json"), "application/json", Json.pretty(answer.json()));
        }
    }

    private static String notice(String reason) {
        return (FinishReason.of(reason) == FinishReason.LENGTH ? CUT_OFF : UNSURE).formatted(reason);
    }

    private static String doubt(Receipt receipt) {
        Receipt.End end = receipt.end();
        return end == null || end.doubt() == null ? "" : DOUBT.formatted(end.doubt());
    }

    // The receipt is written last: if it is there, the summary is there too.
    private void writeSummary(S3Location document, String text, Answer answer) {
        put(
                output.of(document, ".summary.md"),
                "text/markdown; charset=utf-8",
                (text.strip() + "\n").getBytes(StandardCharsets.UTF_8));
        put(
                output.of(document, ".receipt.json"),
                "application/json",
                Json.pretty(answer.receipt().json()));
    }

    void put(S3Location location, String contentType, byte[] bytes) {
        s3.putObject(
                request -> request.bucket(location.bucket()).key(location.key()).contentType(contentType),
                RequestBody.fromBytes(bytes));
    }
}
