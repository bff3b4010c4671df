package dev.dragoman.local.trial;

import dev.dragoman.local.LocalStack;
import dev.dragoman.local.RuntimeApiServer.Posted;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Long documents under a function with a queue before it, whose invocations are too short for them: each hands on what is left.
 * Some are killed in the middle.
 *
 * @param kills how many invocations are killed
 * @param pages of the PDF, with a fact on each
 * @param sections of the text, with a fact in each
 * @param sectionSize of each section, in bytes
 * @param modelMillis how long the model takes for a call
 * @param invocation how long an invocation may take
 */
public record LongFunction(int kills, int pages, int sections, int sectionSize, long modelMillis, Duration invocation)
        implements Trial {
    private static final int SEED = 1_923;
    private static final List<String> JVM_OPTIONS = List.of("-Xmx256m");
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** What passes until a result is here that was posted in time. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        LongPapers papers = new LongPapers(stack, "long-function", pages, sections, sectionSize);
        FunctionQueue queue = new FunctionQueue(stack.sqs(), papers.bring(), 1);
        Random random = new Random(SEED);
        long began = System.nanoTime();
        int invocations = 0;
        int killed = 0;
        int late = 0;
        try (FactModel model = FactModel.start(modelMillis)) {
            Map<String, String> environment = papers.environment(model, Map.of("DRAGOMAN_CONCURRENCY", "1"));
            LambdaFunction function = LambdaFunction.start(environment, JVM_OPTIONS);
            try {
                while (!papers.isDone() && since(began).compareTo(PATIENCE) < 0) {
                    List<Message> messages = queue.receive(invocation.multipliedBy(2));
                    if (messages.isEmpty()) {
                        continue;
                    }
                    invocations++;
                    boolean kill = killed < kills;
                    Duration patience = kill
                            ? Duration.ofMillis(random.nextInt(Math.toIntExact(invocation.toMillis() / 2)))
                            : invocation.plus(GRACE);
                    Optional<Posted> posted = function.invoke(queue.event(messages), invocation, patience);
                    if (posted.isPresent()) {
                        queue.settle(messages, posted.get());
                    } else {
                        killed += kill ? 1 : 0;
                        late += kill ? 0 : 1;
                        function.kill();
                        function.close();
                        queue.again(messages);
                        function = LambdaFunction.start(environment, JVM_OPTIONS);
                    }
                }
            } finally {
                function.close();
            }
            Findings findings = papers.judged(model, queue.continuations());
            findings.expect(killed == kills, "%d invocations should be killed; %d were.", kills, killed);
            findings.expect(late == 0, "Each invocation should end in its time; %d did not.", late);
            findings.expect(
                    queue.continuations() > 0, "One invocation should not suffice, so something should be handed on.");
            double minutes = since(began).toSeconds() / 60.0;
            findings.figures()
                    .put("invocationSeconds", invocation.toMillis() / 1e3)
                    .put("invocations", invocations)
                    .put("kills", killed)
                    .put("minutes", minutes);
            findings.say(
                    "long-function: %d invocations of %.0f s, %d of them killed, %.1f min in all",
                    invocations, invocation.toMillis() / 1e3, killed, minutes);
            return findings;
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
