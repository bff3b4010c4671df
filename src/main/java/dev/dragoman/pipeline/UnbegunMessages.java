package dev.dragoman.pipeline;

import dev.dragoman.document.OffloadedMessages;
import dev.dragoman.event.Ask;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.util.List;

/** What senders are told of messages that were not begun, because an earlier one of their group failed. */
final class UnbegunMessages {
    private static final Outcome UNBEGUN = new Outcome.Unavailable(Problem.ofServer(
            503,
            "earlier_message_failed",
            "An earlier message of the same message group failed, so this one was not begun; send it again."));

    private final OffloadedMessages bodies;
    private final Asks asks;
    private final Outcomes outcomes;

    /**
     * @param bodies reads the body of a message that is only a pointer
     * @param asks knows where answers go, and may go
     * @param outcomes ends asks
     */
    UnbegunMessages(OffloadedMessages bodies, Asks asks, Outcomes outcomes) {
        this.bodies = bodies;
        this.asks = asks;
        this.outcomes = outcomes;
    }

    /** An answer for each ask of a message; blocks if its body has to be read. */
    List<Answer> answers(QueueMessage message) {
        return bodies.fetched(message).asks().stream().map(this::answer).toList();
    }

    private Answer answer(Ask ask) {
        return outcomes.judge(asks.open(ask).then(open -> open.finish(UNBEGUN)));
    }
}
