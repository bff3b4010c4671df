package dev.dragoman.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Payload;
import java.util.Objects;

/**
 * What an ask is called in the ledger. Where the caller chose the id, one entry stands for the id, whatever is asked, so
 * that another ask under the same id is noticed. Where a queue or a bucket gave it, what is sent and how is part of the
 * name: a new prompt or another model makes it another ask.
 *
 * @param name the entry's name
 * @param digest of what is asked
 */
record LedgerIdentity(String name, String digest) {
    /** Whether anything makes it the same ask when it comes again. */
    static boolean isKnown(StageResult.Continue<Payload> open) {
        return open.ask().identity() != null
                || (open.ask().door().identifiesAsksByDocument()
                        && open.receipt().source() != null);
    }

    // An event that names neither version nor entity tag: what was read tells.
    private static String object(StageResult.Continue<Payload> open) {
        Receipt.Source source = Objects.requireNonNull(open.receipt().source());
        return open.ask().door().identity("%s/%s?%s".formatted(source.bucket(), source.key(), source.eTag()));
    }

    static LedgerIdentity of(StageResult.Continue<Payload> open) {
        Ask ask = open.ask();
        String identity = Objects.requireNonNullElseGet(ask.identity(), () -> object(open));
        if (ask.hasChosenId()) {
            return new LedgerIdentity(LedgerKey.of(identity), LedgerKey.of(asked(ask.content())));
        }
        String key = LedgerKey.of(identity, open.value(), open.receipt().source());
        return new LedgerIdentity(key, key);
    }

    // As it came, not as it is sent: settings that changed since do not make it another ask.
    private static ObjectNode asked(Content content) {
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        return content.match(
                request -> asked.put("endpoint", request.endpoint().label()).set("body", request.body()),
                document -> asked.put("document", document.location().uri()).put("prompt", document.prompt()),
                malformed -> asked);
    }
}
