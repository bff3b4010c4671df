package dev.dragoman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderReply;
import dev.dragoman.outcome.Receipt;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The entries here are literally what version 1 has stored: none may become unreadable, or be written otherwise. */
class EntryCodecTest {
    private static final String LEASED =
            "{'version': 1, 'state': 'leased', 'holder': 'h', 'digest': 'd', 'leaseMillis': 330000, 'renewals': 2,"
                    + " 'lapsed': 1}";
    private static final String FREE = "{'version': 1, 'state': 'free', 'lapsed': 3}";

    private static final String BARE_RECEIPT = "{'ask': 'order-1', 'started': '2026-11-20T08:00:00Z'}";
    private static final String WHOLE_RECEIPT = "{'ask': 'order-1', 'started': '2026-11-20T08:00:00.123456Z',"
            + " 'source': {'bucket': 'papers', 'key': 'in/a.pdf', 'versionId': 'v1', 'eTag': 'abc', 'size': 4096,"
            + " 'contentType': 'application/pdf', 'sha256': '00ff', 'rule': 'pdfs', 'prompt': 'summary',"
            + " 'promptVersion': '0123456789ab'},"
            + " 'sent': {'endpoint': 'chat', 'model': 'm', 'adjustments': ['renamed a', 'dropped b']},"
            + " 'call': {'attempts': 2, 'waited': 'PT1.5S', 'took': 'PT1M2.000000003S', 'firstEvent': 'PT0S'},"
            + " 'end': {'finished': '2026-11-20T08:01:02Z', 'outcome': 'completed', 'finishReason': 'stop',"
            + " 'model': 'm-2', 'usage': {'input_tokens': 900, 'cost': 0.10}}}";
    private static final String NULLS_IN_RECEIPT = "{'ask': 'order-1', 'started': '2026-11-20T08:00:00Z',"
            + " 'source': {'bucket': 'papers', 'key': 'in/a.pdf', 'versionId': null, 'eTag': null, 'size': 0,"
            + " 'contentType': 'text/plain', 'sha256': null, 'rule': 'r', 'prompt': 'p', 'promptVersion': 'v'},"
            + " 'sent': {'endpoint': 'responses', 'model': 'm', 'adjustments': []},"
            + " 'call': {'attempts': 1, 'waited': 'PT0S', 'took': 'PT2S'},"
            + " 'end': {'finished': '2026-11-20T08:00:02Z', 'outcome': 'rejected', 'finishReason': null,"
            + " 'model': null, 'usage': null}}";
    private static final String ANSWERED =
            "{'label': '%s', 'text': 'Ahoy', 'finishReason': 'stop', 'response': {'big': 1e400, 'exact': 1.10,"
                    + " 'digits': 12345678901234567890, 'nothing': null, 'label': 'x', 'state': [{}]}}";
    private static final String FAILED =
            "{'label': '%s', 'status': 422, 'type': 'invalid_request_error', 'code': 'document_empty',"
                    + " 'message': 'The document is empty.', 'param': %s}";

    static Stream<String> stored() {
        return Stream.of(
                LEASED,
                FREE,
                paid(ANSWERED.formatted("completed"), WHOLE_RECEIPT),
                paid(ANSWERED.formatted("truncated"), BARE_RECEIPT),
                paid(ANSWERED.formatted("refused"), NULLS_IN_RECEIPT),
                paid(FAILED.formatted("rejected", "'document'"), NULLS_IN_RECEIPT),
                paid(FAILED.formatted("expired", "null"), BARE_RECEIPT));
    }

    private static String paid(String outcome, String receipt) {
        return "{'version': 1, 'state': 'done', 'holder': 'h', 'digest': 'd', 'lapsed': 1, 'answer': {'outcome': %s, 'receipt': %s}}"
                .formatted(outcome, receipt);
    }

    @ParameterizedTest
    @MethodSource("stored")
    void anEntryIsWrittenAsItWasRead(String stored) {
        assertThat(written(read(stored))).isEqualTo(Given.json(stored));
    }

    @Test
    void aLeaseIsRead() {
        assertThat(read(LEASED)).isEqualTo(new LedgerEntry.Leased("h", "d", Duration.ofSeconds(330), 2, 1));
        assertThat(read(FREE)).isEqualTo(new LedgerEntry.Released(3));
    }

    @Test
    void anAnswerIsReadWithEachPartOfItsReceipt() {
        LedgerEntry.PaidAnswer answer = answer(paid(ANSWERED.formatted("completed"), WHOLE_RECEIPT));

        assertThat(answer.outcome()).isInstanceOfSatisfying(Outcome.Completed.class, completed -> {
            assertThat(completed.text()).isEqualTo("Ahoy");
            assertThat(completed.finishReason()).isEqualTo("stop");
        });
        assertThat(answer.receipt())
                .isEqualTo(new Receipt(
                        "order-1",
                        Instant.parse("2026-11-20T08:00:00.123456Z"),
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
                        new Receipt.SentRequest(Endpoint.CHAT, "m", List.of("renamed a", "dropped b")),
                        null,
                        new Receipt.Call(
                                2, Duration.ofMillis(1_500), Duration.parse("PT1M2.000000003S"), Duration.ZERO),
                        new Receipt.End(
                                Instant.parse("2026-11-20T08:01:02Z"),
                                "completed",
                                "stop",
                                "m-2",
                                Given.json("{'input_tokens': 900, 'cost': 0.10}"))));
    }

    @Test
    void aCallThatMayBePaidTwiceIsStoredAsOne() {
        Receipt.Call call = new Receipt.Call(2, Duration.ZERO, Duration.ofSeconds(1), null, true, false);
        Receipt receipt = Receipt.open("order-1", Given.NOW).with(call);
        LedgerEntry entry = new LedgerEntry.Paid("h", "d", new LedgerEntry.PaidAnswer(Given.completed(), receipt), 0);

        LedgerEntry read = EntryCodec.read(EntryCodec.write(entry));

        assertThat(((LedgerEntry.Paid) read).answer().receipt().call()).isEqualTo(call);
    }

    @Test
    void whatOnlyHttpCallersAreToldIsNotStored() {
        Problem problem = ((Outcome.Failed) Given.rejected()).problem();
        Problem told = new Problem(
                problem.status(),
                problem.type(),
                problem.code(),
                problem.message(),
                problem.param(),
                new ProviderReply(400, Given.json("{'error': {}}")));
        Receipt receipt = Receipt.open("order-1", Given.NOW);
        LedgerEntry entry =
                new LedgerEntry.Paid("h", "d", new LedgerEntry.PaidAnswer(new Outcome.Rejected(told), receipt), 0);

        assertThat(((LedgerEntry.Paid) EntryCodec.read(EntryCodec.write(entry)))
                        .answer()
                        .outcome())
                .isEqualTo(Given.rejected());
    }

    @Test
    void aFailureIsReadWithItsProblem() {
        assertThat(answer(paid(FAILED.formatted("rejected", "'document'"), BARE_RECEIPT))
                        .outcome())
                .isEqualTo(Given.rejected());
    }

    @Test
    void nullStaysNull() {
        Receipt receipt = answer(paid(FAILED.formatted("rejected", "null"), NULLS_IN_RECEIPT))
                .receipt();

        assertThat(receipt.end())
                .isEqualTo(new Receipt.End(Instant.parse("2026-11-20T08:00:02Z"), "rejected", null, null, null));
    }

    @Test
    void theLedgersPartOfTheReceiptIsNotStored() {
        Answer answer = Given.answer(Given.ask(Door.SQS), Given.completed());
        Receipt receipt = answer.receipt().with(new Receipt.LedgerUse("key", true, 1));

        LedgerEntry entry = new LedgerEntry.Paid("h", "d", new LedgerEntry.PaidAnswer(answer.outcome(), receipt), 0);

        assertThat(written(entry).at("/answer/receipt").has("entry")).isFalse();
    }

    /** Before lapsed leases were counted there was no such field. */
    @Test
    void theFirstEntriesHaveNoLapsedLeases() {
        assertThat(read("{'version': 1, 'state': 'free'}")).isEqualTo(new LedgerEntry.Released(0));
    }

    @Test
    void aFieldOfANewerProgramIsIgnored() {
        assertThat(read("{'version': 1, 'state': 'free', 'lapsed': 3, 'since': 'then'}"))
                .isEqualTo(new LedgerEntry.Released(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not JSON",
                "{}",
                "[]",
                "null",
                "{'version': 2, 'state': 'free', 'lapsed': 0}",
                "{'version': 1, 'lapsed': 0}",
                "{'version': 1, 'state': 'strange', 'lapsed': 0}",
                "{'version': 1, 'state': 'free', 'lapsed': 'often'}",
                "{'version': 1, 'state': 'leased', 'digest': 'd', 'leaseMillis': 1}",
                "{'version': 1, 'state': 'leased', 'holder': null, 'digest': 'd', 'leaseMillis': 1}",
                "{'version': 1, 'state': 'leased', 'holder': 'h', 'digest': 'd'}",
                "{'version': 1, 'state': 'done', 'holder': 'h', 'digest': 'd', 'lapsed': 0}",
                "{'version': 1, 'state': 'done', 'holder': 'h', 'digest': 'd', 'lapsed': 0, 'answer': {}}"
            })
    void whatIsNoEntryOfThisVersionIsAFailureOfTheStore(String stored) {
        assertUnreadable(stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/version",
                "/state",
                "/holder",
                "/digest",
                "/answer",
                "/answer/outcome",
                "/answer/outcome/label",
                "/answer/outcome/text",
                "/answer/outcome/response",
                "/answer/outcome/finishReason",
                "/answer/receipt",
                "/answer/receipt/ask",
                "/answer/receipt/started",
                "/answer/receipt/source/bucket",
                "/answer/receipt/sent/endpoint",
                "/answer/receipt/sent/adjustments",
                "/answer/receipt/call/took",
                "/answer/receipt/end/finished"
            })
    void anEntryThatLacksAFieldIsAFailureOfTheStore(String pointer) {
        String stored = paid(ANSWERED.formatted("completed"), WHOLE_RECEIPT);
        int field = pointer.lastIndexOf('/');

        for (String value : List.of("missing", "null", "empty")) {
            ObjectNode entry = Given.json(stored);
            ObjectNode parent = (ObjectNode) entry.at(pointer.substring(0, field));
            switch (value) {
                case "missing" -> parent.remove(pointer.substring(field + 1));
                case "null" -> parent.putNull(pointer.substring(field + 1));
                default -> parent.putObject(pointer.substring(field + 1));
            }
            if (!(value.equals("empty") && pointer.endsWith("response"))) {
                assertUnreadable(Json.text(entry));
            }
        }
    }

    @Test
    void aFailedOutcomeThatLacksAFieldIsAFailureOfTheStore() {
        String stored = paid(FAILED.formatted("rejected", "null"), BARE_RECEIPT);

        for (String field : List.of("type", "code", "message")) {
            ObjectNode entry = Given.json(stored);
            ((ObjectNode) entry.at("/answer/outcome")).remove(field);

            assertUnreadable(Json.text(entry));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'started': 'SECRET'", "'started': ''", "'end': 'SECRET'", "'sent': {'endpoint': 'SECRET'}"})
    void aFailureSaysNothingOfTheContent(String field) {
        String stored = paid(ANSWERED.formatted("completed"), "{'ask': 'order-1', " + field + "}");

        assertThatThrownBy(() -> read(stored))
                .hasStackTraceContaining("/answer/receipt")
                .satisfies(failure -> {
                    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                        assertThat(cause).hasMessageNotContainingAny("SECRET", "Ahoy");
                    }
                });
    }

    /** An outcome that is added later needs a name in the store, or has to be one that is never stored. */
    @Test
    void everyOutcomeThatIsStoredHasItsName() {
        List<Class<?>> named = Stream.of(EntryCodec.OutcomeFormat.class
                        .getAnnotation(JsonSubTypes.class)
                        .value())
                .<Class<?>>map(JsonSubTypes.Type::value)
                .toList();
        List<Class<?>> neverStored = List.of(Outcome.Unavailable.class, Outcome.Misconfigured.class);

        assertThat(records(Outcome.class))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(named.stream(), neverStored.stream()).toList());
    }

    /** Or a native executable, which keeps no other members, could not bind it. */
    @Test
    void everyRecordInAnEntryIsRegisteredForReflection() {
        Set<Class<?>> registered = Set.of(
                EntryCodec.class.getAnnotation(RegisterForReflection.class).targets());
        Set<Class<?>> bound = new LinkedHashSet<>(records(LedgerEntry.class));
        Deque<Class<?>> open = new ArrayDeque<>(bound);
        while (!open.isEmpty()) {
            for (RecordComponent component : open.pop().getRecordComponents()) {
                Class<?> type = component.getType();
                List<Class<?>> found = type.isRecord() ? List.of(type) : records(type);
                found.stream().filter(bound::add).forEach(open::push);
            }
        }
        bound.removeAll(List.of(Outcome.Unavailable.class, Outcome.Misconfigured.class));

        assertThat(bound).contains(Receipt.End.class, Outcome.Completed.class);
        assertThat(registered).containsAll(bound);
    }

    private static List<Class<?>> records(Class<?> type) {
        if (type.isRecord()) {
            return List.of(type);
        }
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses())
                        .flatMap(sub -> records(sub).stream())
                        .toList()
                : List.of();
    }

    private static void assertUnreadable(String stored) {
        assertThatThrownBy(() -> read(stored))
                .as(stored)
                .isInstanceOfSatisfying(
                        LedgerStoreException.class,
                        failure -> assertThat(failure.isRefused()).isTrue());
    }

    private static LedgerEntry.PaidAnswer answer(String stored) {
        return ((LedgerEntry.Paid) read(stored)).answer();
    }

    private static LedgerEntry read(String stored) {
        return EntryCodec.read(stored.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode written(LedgerEntry entry) {
        return ((Json.Result.Value) Json.read(EntryCodec.write(entry))).node();
    }
}
