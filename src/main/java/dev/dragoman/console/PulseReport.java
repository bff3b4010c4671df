package dev.dragoman.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.model.Model;
import dev.dragoman.model.ProviderState;
import java.time.Clock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last hour, and how it stands now.
 *
 * @param series the last hour
 * @param model knows the provider
 * @param documents those of the polled bucket; null if none is polled
 * @param untidied how many of them are answered and could not be moved
 * @param queue the polled queue; null if none is polled
 * @param clock the time
 */
record PulseReport(
        MinuteSeries series,
        Model model,
        @Nullable ConsoleDocuments documents,
        IntSupplier untidied,
        @Nullable QueueDepth queue,
        Clock clock) {
    /** What the page gets. Blocks if a queue is polled. */
    ObjectNode json() {
        ObjectNode json = series.json();
        ProviderState provider = model.state();
        json.put("inFlight", provider.calls());
        if (provider.quiet().isZero()) {
            json.putNull("quiet");
        } else {
            json.putObject("quiet")
                    .put("until", clock.instant().plus(provider.quiet()).toString());
        }
        json.put("breaker", provider.breaker().label());
        provider.resting().forEach(json.putArray("resting")::add);
        json.set("queue", queue == null ? null : queue.json());
        json.set("documents", documents == null ? null : documents.json(untidied.getAsInt()));
        return json;
    }
}
