package dev.dragoman;

import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Receipt;
import java.time.Duration;
import java.util.List;

/** Receipts whose JSON and log fields the tests of several packages spell out. */
public final class Receipts {
    /** One with every part, and every part with every field. */
    public static final Receipt WHOLE = new Receipt(
            "order-1",
            Given.NOW,
            new Receipt.Source(
                    "papers",
                    "in/a.pdf",
                    "v1",
                    "abc",
                    4096,
                    "application/pdf",
                    "00ff",
                    "pdfs",
                    "summary",
                    "0123456789ab"),
            new Receipt.SentRequest(Endpoint.CHAT, "house/model", List.of("renamed a", "dropped b")),
            new Receipt.LedgerUse("0a1b", false, 2),
            new Receipt.Call(3, Duration.ofMillis(1_500), Duration.ofMillis(61_234), Duration.ofMillis(700)),
            new Receipt.End(
                    Given.NOW.plusMillis(62_500),
                    "completed",
                    "stop",
                    "house/model-2",
                    Given.json("{'input_tokens': 900, 'output_tokens': 3}")));

    private Receipts() {}
}
