package dev.dragoman.pipeline;

import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.DocumentScope;
import dev.dragoman.event.Door;
import dev.dragoman.event.ReplyTo;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first step of every ask: opens its passage and settles whom the answer goes to, before anything is paid. */
public final class Asks {
    private final Clock clock;
    private final @Nullable ReplyTo replyQueue;
    private final Set<String> buckets;
    private final DocumentScope documents;

    /**
     * @param clock tells the time
     * @param replyQueue for queued asks that name no reply address; null for none
     * @param buckets those that a reply address may name
     * @param documents what an answer must never be written as, or it would be taken for a new document
     */
    public Asks(Clock clock, @Nullable ReplyTo replyQueue, Set<String> buckets, DocumentScope documents) {
        this.clock = clock;
        this.replyQueue = replyQueue;
        this.buckets = Set.copyOf(buckets);
        this.documents = documents;
    }

    /**
     * Opens an ask's previous.
     *
     * @param ask the ask as it came
     * @return what it wants answered; closed as rejected where nobody could be told
     */
    public StageResult<Content> open(Ask ask) {
        Receipt receipt = Receipt.open(ask.id(), clock.instant());
        if (ask.replyTo() instanceof ReplyTo.S3Object object && !mayReplyTo(object)) {
            return new StageResult.Continue<>(ask.withReplyTo(fallback(ask)), receipt, ask.content())
                    .finish(new Outcome.Rejected(Problem.ofAsk(
                            400,
                            "reply_to_not_allowed",
                            "\"replyTo\" has to name a bucket of DRAGOMAN_BUCKETS and a key outside the input prefix.",
                            "replyTo")));
        }
        Ask addressed = ask.replyTo() == null ? ask.withReplyTo(fallback(ask)) : ask;
        StageResult.Continue<Content> open = new StageResult.Continue<>(addressed, receipt, ask.content());
        boolean noReplyAddress = addressed.door() == Door.SQS && addressed.replyTo() == null;
        if (noReplyAddress && !(ask.content() instanceof Content.Malformed)) {
            return open.finish(new Outcome.Rejected(Problem.ofAsk(
                    400,
                    "no_reply_address",
                    "A queued ask needs \"replyTo\", or DRAGOMAN_QUEUE_REPLY has to be set.",
                    "replyTo")));
        }
        return open;
    }

    private boolean mayReplyTo(ReplyTo.S3Object object) {
        return buckets.contains(object.location().bucket()) && !documents.isInput(object.location());
    }

    private @Nullable ReplyTo fallback(Ask ask) {
        return ask.door() == Door.SQS ? replyQueue : null;
    }
}
