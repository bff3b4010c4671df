package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The two route files that pass answers on, as they are, with a route of an operator's at their end. */
class DeliveredTapTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Outcome REJECTED = new Outcome.Rejected(Problem.ofAsk(400, "wrong", "Wrong.", "input"));

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template = camel.createProducerTemplate();
    private final ConcurrencyLimiter limiter = new ConcurrencyLimiter(1);
    private final BlockingQueue<Exchange> told = new LinkedBlockingQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void stop() {
        gate.countDown();
        camel.stop();
    }

    private void listening() throws Exception {
        camel.getPropertiesComponent().addOverrideProperty(DeliveredTap.WANTED, "true");
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
        start();
    }

    /** The route files, with room for two. */
    private void start() throws Exception {
        camel.getRegistry().bind("announcements", new DeliveredTap());
        camel.getCamelContextExtension().addInterceptStrategy(new StageProperties());
        for (String name : List.of("announce", "announcements")) {
            String text = Files.readString(Path.of("camel-routes", name + ".camel.yaml"));
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.fromString(name + ".camel.yaml", text.replace("size: 100", "size: 2")));
        }
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask")
                        .bean(limiter, "enter")
                        .bean(new Same(), "same")
                        .to("direct:announce?failIfNoConsumers=false&block=false");
            }
        });
        camel.start();
    }

    /** A stage. */
    public static final class Same {
        public Answer same(Answer answer) {
            return answer;
        }
    }

    private Answer announce(Answer answer) {
        return template.requestBody("direct:ask", answer, Answer.class);
    }

    private static Answer answer(String id, Outcome outcome) {
        return new Answer(Given.ask(id, Door.INVOKE, Given.REQUEST), outcome, Receipt.open(id, Given.NOW));
    }

    @Test
    void withoutARouteThatListensNothingHappens() throws Exception {
        start();
        Answer answer = answer("order-1", REJECTED);

        assertThat(announce(answer)).isSameAs(answer);
    }

    @Test
    void theRouteGetsTheAnswerAndWhatItMayAskOfIt() throws Exception {
        listening();
        template.requestBodyAndHeader("direct:ask", answer("order/../1", REJECTED), "CamelAwsS3Key", "elsewhere");

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

        // The limiter lets one in at a time: that they all get in shows that none keeps its place.
        assertThat(answers.subList(0, 2))
                .allSatisfy(answer -> assertThat(announce(answer)).isSameAs(answer));
        Awaitility.await().atMost(LIMIT).until(() -> told.size() == 2);
        assertThat(answers.subList(2, 5))
                .allSatisfy(answer -> assertThat(announce(answer)).isSameAs(answer));
        gate.countDown();

        Awaitility.await().atMost(LIMIT).until(() -> told.size() == 4);
        assertThat(told).extracting(exchange -> exchange.getProperty("ask")).doesNotContain("order-4");
    }

    @Test
    void whatComesAgainIsNotTold() throws Exception {
        listening();
        announce(answer("again", new Outcome.Unavailable(Problem.ofServer(503, "away", "Away."))));
        announce(answer("done", REJECTED));

        assertThat(told.poll(LIMIT.toSeconds(), TimeUnit.SECONDS).getProperty("ask"))
                .isEqualTo("done");
        assertThat(told).isEmpty();
    }
}
