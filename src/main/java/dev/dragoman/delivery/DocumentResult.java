package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.aws.TimeLimit;
import dev.dragoman.event.Content;
import dev.dragoman.event.EntityTag;
import dev.dragoman.event.OneLine;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.FinishReason;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Writes a document's answer as objects (the column "S3 document" of design section 4). */
public final class DocumentResult {
    private static final Logger LOG = Logger.getLogger(DocumentResult.class);

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private static final String INCOMPLETE = "> **Incomplete.**";
    private static final String PERHAPS_INCOMPLETE = "> **Perhaps incomplete.**";

    /** The length, in characters, of the beginning of a summary that tells whether it is whole. */
    public static final int NOTICE = PERHAPS_INCOMPLETE.length();

    private static final String CUT_OFF = INCOMPLETE + """
             The model stopped at its length limit (%s), so this summary breaks off before its end.

            """;

    private static final String UNSURE = PERHAPS_INCOMPLETE + """
             The model's provider does not say that the summary is whole. Its reason to stop: %s.

            """;

    private static final String PARTS = INCOMPLETE + """
             %s

            """;

    private static final String DOUBT = """
            > **Doubtful.** %s

            """;

    private final S3Client s3;
    private final ResultLocation output;
    private final TimeLimit time;

    /** @param time for all objects together */
    DocumentResult(S3Client s3, ResultLocation output, TimeLimit time) {
        this.s3 = s3;
        this.output = output;
        this.time = time;
    }

    /**
     * Whether a summary says of itself that it may not be whole.
     *
     * @param summary its text, or as much of the beginning of it as {@link #NOTICE} has characters
     * @return true for the outcome {@code truncated}
     */
    public static boolean isCutOff(String summary) {
        return summary.startsWith(INCOMPLETE) || summary.startsWith(PERHAPS_INCOMPLETE);
    }

    void write(Content.Document source, Answer answer) {
        S3Location document = source.location();
        Optional<HeadObjectResponse> present = head(document);
        if (present.filter(now -> isAnother(now, source, answer.receipt())).isPresent()) {
            LOG.infof(
                    "%s was replaced while it was answered: nothing is written for the older one",
                    OneLine.of(document.uri()));
            removeProgress(document, answer);
            return;
        }
        Outcome outcome = answer.outcome();
        Optional<String> text = outcome.usableText();
        if (text.isPresent()) {
            String notice = outcome.cutOffReason()
                            .map(reason -> notice(reason, answer.receipt()))
                            .orElse("")
                    + doubt(answer.receipt());
            writeSummary(document, notice + text.get(), answer);
            remove(output.of(document, ResultLocation.ERROR));
        } else if (!outcome.isReplaced() && !(present.isEmpty() && hasResult(document))) {
            put(output.of(document, ResultLocation.ERROR), "application/json", Json.pretty(answer.json()));
            remove(output.of(document, ResultLocation.RECEIPT));
            remove(output.of(document, ResultLocation.SUMMARY));
        }
        removeProgress(document, answer);
    }

    private void removeProgress(S3Location document, Answer answer) {
        if (answer.receipt().parts() != null) {
            remove(output.of(document, ResultLocation.PROGRESS));
        }
    }

    // The newer object has an event of its own, and perhaps its result already.
    private static boolean isAnother(HeadObjectResponse present, Content.Document asked, Receipt receipt) {
        Receipt.Source read = receipt.source();
        Content.Document answered =
                read == null ? asked : new Content.Document(asked.location(), read.versionId(), read.eTag(), null);
        return !answered.isThat(S3Location.version(present.versionId()), EntityTag.of(present.eTag()));
    }

    /** How far a long document is; a failure is only logged, since the results do not depend on it. */
    void writeProgress(S3Location document, ObjectNode progress) {
        S3Location place = output.of(document, ResultLocation.PROGRESS);
        try {
            put(place, "application/json", Json.pretty(progress));
        } catch (SdkException failure) {
            LOG.warnf(
                    "%s could not be written: %s",
                    OneLine.of(place.uri()), failure.getClass().getSimpleName());
        }
    }

    /**
     * Whether a document has a result. If it is gone, another delivery has answered it, perhaps while this one had it in work too,
     * and it was moved away: that result counts, and may have been paid for.
     */
    private boolean hasResult(S3Location document) {
        return isThere(output.of(document, ResultLocation.SUMMARY))
                || isThere(output.of(document, ResultLocation.RECEIPT))
                || isThere(output.of(document, ResultLocation.ERROR));
    }

    private Optional<HeadObjectResponse> head(S3Location document) {
        try {
            return Optional.of(s3.headObject(
                    head -> head.bucket(document.bucket()).key(document.key()).overrideConfiguration(time)));
        } catch (S3Exception failure) {
            // Without the right to list, what is not there is forbidden. What is not known is tried again.
            if (failure.statusCode() == NOT_FOUND || failure.statusCode() == FORBIDDEN) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /**
     * Removes what an older document of the same name left, once the present one's result is stored. It looks first: in a bucket
     * with versions, deleting what is not there would leave a marker behind every result.
     */
    private void remove(S3Location stale) {
        if (isThere(stale)) {
            s3.deleteObject(
                    delete -> delete.bucket(stale.bucket()).key(stale.key()).overrideConfiguration(time));
        }
    }

    private boolean isThere(S3Location location) {
        try {
            s3.headObject(
                    head -> head.bucket(location.bucket()).key(location.key()).overrideConfiguration(time));
            return true;
        } catch (S3Exception failure) {
            if (failure.statusCode() == NOT_FOUND) {
                return false;
            }
            if (failure.statusCode() == FORBIDDEN) {
                LOG.warnf(
                        "Whether an older result is at %s can't be seen; allow s3:GetObject on it and s3:ListBucket on its bucket",
                        OneLine.of(location.uri()));
                return false;
            }
            throw failure;
        }
    }

    private static String notice(String reason, Receipt receipt) {
        if (receipt.parts() != null && receipt.parts().notice() != null) {
            return PARTS.formatted(receipt.parts().notice());
        }
        return (FinishReason.of(reason) == FinishReason.LENGTH ? CUT_OFF : UNSURE).formatted(reason);
    }

    private static String doubt(Receipt receipt) {
        Receipt.End end = receipt.end();
        return end == null || end.doubt() == null ? "" : DOUBT.formatted(end.doubt());
    }

    // The receipt is written last: if it is there, the summary is there too.
    private void writeSummary(S3Location document, String text, Answer answer) {
        put(
                output.of(document, ResultLocation.SUMMARY),
                "text/markdown; charset=utf-8",
                (text.strip() + "\n").getBytes(StandardCharsets.UTF_8));
        put(
                output.of(document, ResultLocation.RECEIPT),
                "application/json",
                Json.pretty(answer.receipt().json()));
    }

    private void put(S3Location location, String contentType, byte[] bytes) {
        s3.putObject(
                request -> request.bucket(location.bucket())
                        .key(location.key())
                        .contentType(contentType)
                        .overrideConfiguration(time),
                RequestBody.fromBytes(bytes));
    }
}
