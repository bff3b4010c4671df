package dev.dragoman;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.budget.Budget;
import dev.dragoman.budget.BudgetEvents;
import dev.dragoman.budget.BudgetState;
import dev.dragoman.budget.Budgets;
import dev.dragoman.budget.MemoryBudgets;
import dev.dragoman.event.AllowedObjects;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.ReplyTo;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.S3Place;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks, passages and answers that the tests of several stages begin with. */
public final class Given {
    /** When it is. */
    public static final Instant NOW = Instant.parse("2026-11-20T08:00:00Z");

    /** A clock that stands. */
    public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    /** A request that any stage takes. */
    public static final Content REQUEST = new Content.Request(Endpoint.RESPONSES, json("{'input': 'hello'}"));

    /** A queue that answers go to. */
    public static final ReplyTo QUEUE = new ReplyTo.Queue("https://sqs.us-east-1.amazonaws.com/000000000000/answers");

    private Given() {}

    /** An object; {@code '} stands for {@code "}. */
    public static ObjectNode json(String text) {
        return (ObjectNode) ((Json.Result.Value) Json.read(text.replace('\'', '"'))).node();
    }

    /** Nothing holds. */
    public static Budgets noBudgets() {
        return new Budgets(
                List.of(),
                new MemoryBudgets(System::currentTimeMillis),
                "test",
                Duration.ofMinutes(1),
                CLOCK,
                System::nanoTime,
                new BudgetEvents() {
                    @Override
                    public void spent(Budget budget, String stored, long before, long after) {}

                    @Override
                    public void refused(Budget budget, String stored, boolean fits) {}

                    @Override
                    public void ended(Budget budget, String stored, BudgetState end) {}
                });
    }

    /** Every door may have all objects of these buckets read, and answers written to {@code replies/} there. */
    public static AllowedObjects allowed(String... buckets) {
        List<S3Place> whole =
                Stream.of(buckets).map(bucket -> new S3Place(bucket, "")).toList();
        List<S3Place> replies = Stream.of(buckets)
                .map(bucket -> new S3Place(bucket, "replies/"))
                .toList();
        return new AllowedObjects(whole, whole, replies, List.of(new S3Place(null, "summaries/")));
    }

    /** An ask without identity, reply address and time limits. */
    public static Ask ask(String id, Door door, Content content) {
        return new Ask(id, null, door, content, null, null, null);
    }

    /** A request that came by a door. */
    public static Ask ask(Door door) {
        return ask("order-1", door, REQUEST);
    }

    /** A document that S3 told of. */
    public static Ask document(String bucket, String key) {
        S3Location location = new S3Location(bucket, key);
        return ask(location.uri(), Door.S3, new Content.Document(location, null, null, null));
    }

    /** The same ask, to be answered elsewhere. */
    public static Ask replyingTo(Ask ask, @Nullable ReplyTo replyTo) {
        return ask.withReplyTo(replyTo);
    }

    /** The same ask, pay-once. */
    public static Ask identified(Ask ask, String identity) {
        return new Ask(ask.id(), identity, ask.door(), ask.content(), ask.replyTo(), ask.deadline(), ask.endBy());
    }

    /** The same ask, with little time. */
    public static Ask due(Ask ask, @Nullable Instant deadline, @Nullable Instant endBy) {
        return new Ask(ask.id(), ask.identity(), ask.door(), ask.content(), ask.replyTo(), deadline, endBy);
    }

    /** An ask on its way. */
    public static <T> StageResult.Continue<T> open(Ask ask, T value) {
        return new StageResult.Continue<>(ask, Receipt.open(ask.id(), NOW), value);
    }

    /** The value of a passage that has to be open. */
    public static <T> T value(StageResult<T> previous) {
        return ((StageResult.Continue<T>) previous).value();
    }

    /** The outcome of a passage that has to be closed. */
    public static Outcome outcome(StageResult<?> previous) {
        return ((StageResult.Done<?>) previous).answer().outcome();
    }

    /** Why there is no answer. */
    public static Problem problem(StageResult<?> previous) {
        return ((Outcome.Failed) outcome(previous)).problem();
    }

    /** An ended ask. */
    public static Answer answer(Ask ask, Outcome outcome) {
        Receipt.End end = new Receipt.End(NOW.plusSeconds(2), outcome.label(), null, null, null);
        return new Answer(ask, outcome, Receipt.open(ask.id(), NOW).with(end));
    }

    /** An answer of the provider. */
    public static JsonNode response() {
        return json("{'status': 'completed', 'exact': 1e400}");
    }

    /** Finished normally. */
    public static Outcome completed() {
        return new Outcome.Completed("Ahoy", response(), "completed");
    }

    /** Cut off. */
    public static Outcome truncated() {
        return new Outcome.Truncated("Ahoy, an", response(), "max_output_tokens");
    }

    /** Declined. */
    public static Outcome refused() {
        return new Outcome.Refused("I can't", response(), "content_filter");
    }

    /** The ask is wrong. */
    public static Outcome rejected() {
        return new Outcome.Rejected(Problem.ofAsk(422, "document_empty", "The document is empty.", "document"));
    }

    /** Not now. */
    public static Outcome unavailable() {
        return new Outcome.Unavailable(
                Problem.ofProvider(429, "rate_limited", "Slower, please."), Duration.ofSeconds(7));
    }

    /** The operator has to act. */
    public static Outcome misconfigured() {
        return new Outcome.Misconfigured(Problem.ofServer(502, "upstream_quota", "No credit left."));
    }

    /** Too late. */
    public static Outcome expired() {
        return new Outcome.Expired(Problem.ofAsk(504, "deadline_passed", "Too late.", "deadline"));
    }
}
