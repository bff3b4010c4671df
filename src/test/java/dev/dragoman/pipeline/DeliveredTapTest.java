package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveredTapTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Outcome REJECTED = new Outcome.Rejected(Problem.ofAsk(400, "wrong", "Wrong.", "input"));

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final BlockingQueue<Exchange> told = new LinkedBlockingQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final DeliveredTap announcements = new DeliveredTap(camel, 2);

    @AfterEach
    void stop() {
        gate.countDown();
        camel.stop();
    }

    private void listening() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(DeliveredTap.DELIVERED).process(exchange -> {
                    told.add(exchange.copy());
                    gate.await();
                    throw new IllegalStateException("broken");
                });
            }
        });
        camel.start();
    }

    private static Answer answer(String id, Outcome outcome) {
        return new Answer(Given.ask(id, Door.INVOKE, Given.REQUEST), outcome, Receipt.open(id, Given.NOW));
    }

    @Test
    void withoutARouteThatListensNothingHappens() {
        camel.start();
        Answer answer = answer("order-1", REJECTED);

        assertThat(announcements.announce(answer)).isSameAs(answer);
    }

    @Test
    void theRouteGetsTheAnswerAndWhatItMayAskOfIt() throws Exception {
        listening();
        announcements.announce(answer("order/../1", REJECTED));

        Exchange exchange = told.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);

        assertThat(exchange).isNotNull();
        assertThat(exchange.getMessage().getBody(String.class)).contains("\"outcome\":\"rejected\"");
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
        assertThat(exchange.getProperties())
                .containsEntry("ask", "order/../1")
                .containsEntry("door", "invoke")
                .containsEntry("outcome", "rejected");
        assertThat(exchange.getProperty("name", String.class)).matches("20261120T080000000Z-[0-9a-f-]{36}");
        assertThat(exchange.getProperty("receipt", String.class)).contains("\"ask\":\"order/../1\"");
    }

    /** Two are being told, two wait, the fifth is dropped; none of it holds up or fails who announces. */
    @Test
    void aRouteThatIsSlowOrFailsHoldsNobodyUp() throws Exception {
        listening();
        List<Answer> answers = IntStream.range(0, 5)
                .mapToObj(i -> answer("order-" + i, REJECTED))
                .toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(announcements.announce(answer)).isSameAs(answer));
        gate.countDown();

        Awaitility.await().atMost(LIMIT).until(() -> told.size() == 4);
        assertThat(told).extracting(exchange -> exchange.getProperty("ask")).doesNotContain("order-4");
    }

    @Test
    void whatComesAgainIsNotTold() throws Exception {
        listening();
        announcements.announce(answer("again", new Outcome.Unavailable(Problem.ofServer(503, "away", "Away."))));
        announcements.announce(answer("done", REJECTED));

        assertThat(told.poll(LIMIT.toSeconds(), TimeUnit.SECONDS).getProperty("ask"))
                .isEqualTo("done");
        assertThat(told).isEmpty();
    }
}
