package dev.dragoman.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.money.Cost;
import dev.dragoman.money.PriceTable;
import dev.dragoman.money.TokenUsage;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.ResponseMetadata;
import dev.dragoman.outcome.UsageEstimate;
import dev.dragoman.payload.Payload;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Counts what one ask spends, request by request: each that is sent again may be paid for again. What the provider reports
 * counts, whatever else it answers. What may be paid for without a report is estimated from what was sent and received.
 * What was refused, or did not reach the provider, costs nothing. The price is that of the model asked, which is known before
 * the call; if it has none, that of the model that answered.
 */
final class CallCosts {
    private final PriceTable prices;
    private final Payload payload;
    // Its requests follow one another, each begun by the completion of the last one.
    private Cost spent = Cost.NOTHING;
    private final Spending.Allowance allowance;

    CallCosts(PriceTable prices, Payload payload, Spending.Allowance allowance) {
        this.prices = prices;
        this.payload = payload;
        this.allowance = allowance;
    }

    /** Sends as it was told, and counts what that cost. */
    RetryLoop.Sending counting(RetryLoop.Sending sending) {
        return new RetryLoop.Sending() {
            @Override
            public Uni<CallAttempt.Sent> send(String key, Duration limit) {
                return sending.send(key, limit).invoke(sent -> count(of(sent.response())));
            }

            @Override
            public CompletionStage<Boolean> another() {
                return allowance.another();
            }
        };
    }

    private void count(Cost cost) {
        spent = spent.plus(cost);
        allowance.paid(cost);
    }

    /** What was spent so far. */
    Cost spent() {
        return spent;
    }

    private Cost of(ProviderResponse response) {
        ResponseMetadata metadata = response.metadata();
        Optional<TokenUsage> reported = TokenUsage.read(metadata.usage());
        if (reported.isEmpty() && !response.mayBePaid()) {
            return Cost.NOTHING;
        }
        TokenUsage usage = reported.orElseGet(() -> estimate(response));
        return prices.cost(payload.model(), usage)
                .or(() -> Optional.ofNullable(metadata.model()).flatMap(model -> prices.cost(model, usage)))
                .orElseGet(prices::unknown);
    }

    private TokenUsage estimate(ProviderResponse response) {
        JsonNode answer =
                response.match(ProviderResponse.Received::json, ProviderResponse.Streamed::answer, notReceived -> null);
        return TokenUsage.read(UsageEstimate.usage(payload.body(), answer)).orElseThrow();
    }
}
