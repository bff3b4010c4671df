package dev.dragoman.pipeline;

import dev.dragoman.event.Ask;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.ModelCall;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.ResolvedRequest;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Writes down after each stage, in exchange properties, what is known of the ask, so that a route can branch on it and log it
 * (the table in docs/routes.md). Only values that are data: text and truth values, never an expression. Sees to it, too, that
 * an ask's documents and its answer give their memory back when it is over.
 */
final class StageProperties implements InterceptStrategy {
    static final String ASK = "ask";

    /** Stages are beans; a route's other steps don't change what is known. */
    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext camel, NamedNode step, Processor target, @Nullable Processor next) {
        return step.getShortName().equals("bean") ? new Described(target) : target;
    }

    private static final class Described extends DelegateAsyncProcessor {
        Described(Processor stage) {
            super(stage);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return super.process(exchange, doneSync -> {
                describe(exchange);
                callback.done(doneSync);
            });
        }
    }

    private static void describe(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof StageResult.Continue<?> open) {
            describe(open.ask(), open.receipt(), exchange);
            if (open.value() instanceof ResolvedRequest resolved) {
                giveBack(resolved.whenDone(), exchange);
            } else if (open.value() instanceof ModelCall call) {
                giveBack(call.whenDone(), exchange);
            }
        } else if (body instanceof StageResult.Done<?> closed) {
            describe(closed.answer(), exchange);
        } else if (body instanceof Answer answer) {
            describe(answer, exchange);
        }
    }

    // The exchange knows when the ask is over, whatever becomes of it.
    private static void giveBack(Runnable whenDone, Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                whenDone.run();
            }

            @Override
            public boolean allowHandover() {
                return false;
            }
        });
    }

    private static void describe(Answer answer, Exchange exchange) {
        describe(answer.ask(), answer.receipt(), exchange);
        set(exchange, "outcome", answer.outcome().label());
        if (answer.outcome() instanceof Outcome.Failed failed) {
            set(exchange, "error", failed.problem().code());
        } else {
            exchange.removeProperty("error");
        }
    }

    private static void describe(Ask ask, Receipt receipt, Exchange exchange) {
        set(exchange, ASK, ask.id());
        set(exchange, "door", ask.door().label());
        set(exchange, "fromLedger", receipt.isFromLedger());
        if (receipt.sent() != null) {
            set(exchange, "endpoint", receipt.sent().endpoint().label());
            set(exchange, "model", receipt.sent().model());
        }
    }

    // Most stages change nothing, and to look costs a fraction of what writing does.
    private static void set(Exchange exchange, String name, Object value) {
        if (!value.equals(exchange.getProperty(name))) {
            exchange.setProperty(name, value);
        }
    }
}
