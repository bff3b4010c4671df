package dev.dragoman.pipeline;

import dev.dragoman.event.AllowedObjects;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.ReplyTo;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The first stage of every ask: opens its receipt and decides where its answer goes, before anything is paid. */
public final class Asks {
    private final Clock clock;
    private final @Nullable ReplyTo replyQueue;
    private final AllowedObjects objects;
    private final Duration longest;

    /**
     * @param clock tells the time
     * @param replyQueue for queued asks that name no reply address; null for none
     * @param objects those that a reply address may name
     * @param longest how long an ask may take until its answer
     */
    public Asks(Clock clock, @Nullable ReplyTo replyQueue, AllowedObjects objects, Duration longest) {
        this.clock = clock;
        this.replyQueue = replyQueue;
        this.objects = objects;
        this.longest = longest;
    }

    /**
     * Opens an ask. From now on its time runs.
     *
     * @param came the ask as it came
     * @return what it wants answered; closed as rejected if its answer could not be sent
     */
    public StageResult<Content> open(Ask came) {
        Instant now = clock.instant();
        Ask ask = came.endingBy(now.plus(longest).plus(Ask.MARGIN));
        Receipt receipt = Receipt.open(ask.id(), now);
        if (ask.replyTo() != null && !ask.replyTo().isAllowed(objects)) {
            return new StageResult.Continue<>(ask.withReplyTo(fallback(ask)), receipt, ask.content())
                    .finish(new Outcome.Rejected(Problem.ofAsk(
                            400,
                            "reply_to_not_allowed",
                            "\"replyTo\" has to be a queue, or an object below DRAGOMAN_REPLIES in an allowed bucket.",
                            "replyTo")));
        }
        if (ask.replyTo() != null && ask.replyTo().leadsBackTo(ask.source())) {
            return new StageResult.Continue<>(ask.withReplyTo(fallback(ask)), receipt, ask.content())
                    .finish(new Outcome.Rejected(Problem.ofAsk(
                            400,
                            "reply_queue_is_input",
                            "\"replyTo\" names the queue that the ask came from: its answer would come back as an ask.",
                            "replyTo")));
        }
        if (ask.replyTo() == null && isAnsweredToItsSource(ask)) {
            return new StageResult.Continue<>(ask, receipt, ask.content())
                    .finish(new Outcome.Misconfigured(Problem.ofServer(
                            502,
                            "reply_queue_is_input",
                            "DRAGOMAN_QUEUE_REPLY names the queue that the ask came from: its answer would come back as an"
                                    + " ask. Choose another queue.")));
        }
        Ask addressed = ask.replyTo() == null ? ask.withReplyTo(fallback(ask)) : ask;
        StageResult.Continue<Content> open = new StageResult.Continue<>(addressed, receipt, ask.content());
        // A malformed ask goes on to its own reason.
        if (addressed.hasNoReplyAddress() && ask.content().isAnswerable()) {
            return open.finish(new Outcome.Rejected(Problem.ofAsk(
                    400,
                    "no_reply_address",
                    "A queued ask needs \"replyTo\", or DRAGOMAN_QUEUE_REPLY has to be set.",
                    "replyTo")));
        }
        return open;
    }

    private @Nullable ReplyTo fallback(Ask ask) {
        return ask.door().needsReplyAddress() && !isAnsweredToItsSource(ask) ? replyQueue : null;
    }

    private boolean isAnsweredToItsSource(Ask ask) {
        return ask.door().needsReplyAddress() && replyQueue != null && replyQueue.leadsBackTo(ask.source());
    }
}
