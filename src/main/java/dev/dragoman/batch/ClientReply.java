package dev.dragoman.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.document.Documents;
import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** What a call about files or batches gives. */
public sealed interface ClientReply {
    /** JSON. */
    record ReplyData(ObjectNode json) implements ClientReply {}

    /** The content of a file. */
    record FileContent(byte[] bytes) implements ClientReply {}

    /** Where the content of a file is, for a while. */
    record ContentUrl(String url) implements ClientReply {}

    /** Why it is refused. */
    record CallRefused(Problem problem) implements ClientReply {}

    /** Why it can't be answered now. */
    record CallUnanswered(Outcome.Failed outcome) implements ClientReply {}

    /**
     * Makes a call, and says what it means if S3 fails.
     *
     * @param place where files and batches are
     * @param call makes the reply
     * @return its reply
     */
    static ClientReply of(S3Location place, Supplier<ClientReply> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            return Documents.unreadable(failure, place)
                    .match(
                            answered -> {
                                throw failure;
                            },
                            CallUnanswered::new);
        }
    }

    /**
     * Refuses a call.
     *
     * @param param the field at fault; null if it is none
     * @return the reply
     */
    static ClientReply refused(int status, String code, String message, @Nullable String param) {
        return new CallRefused(Problem.ofAsk(status, code, message, param));
    }

    /**
     * Refuses a call for one of its values.
     *
     * @param param the field at fault
     * @param rule what holds of it
     * @return the reply
     */
    static ClientReply invalid(String param, String rule) {
        return refused(400, "invalid_value", "\"%s\" %s.".formatted(param, rule), param);
    }

    /**
     * Refuses a call about what is not there, or belongs to another client.
     *
     * @param what was looked for
     * @param param the field that names it
     * @return the reply
     */
    static ClientReply notFound(String what, String param) {
        return refused(404, "not_found", "There is no such %s.".formatted(what), param);
    }
}
