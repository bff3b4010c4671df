package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.harness.Stack;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * What may differ between a request that goes directly to the provider and the same one through Dragoman. The only list of
 * it: docs/compatibility.md shows it, and {@link DirectAndThroughIT} lets nothing else differ.
 */
// What a constant does is given as a function, and none of these keeps anything.
@SuppressWarnings("ImmutableEnumChecker")
enum Difference {
    OWN_HEADERS(
            "every response",
            "`Dragoman-Request-Id`, and headers about the connection and about security; of the provider's headers"
                    + " those that say something about the answer arrive: `x-request-id`, `x-ratelimit-*`, `openai-*`,"
                    + " `retry-after*`, `x-should-retry`; an error may have `x-should-retry: false` of Dragoman's own",
            Set.of(),
            (direct, through) -> assertThat(through.own()).containsKey("dragoman-request-id")),
    ADJUSTED(
            "a request with a field that the model knows by another name",
            "it is sent under the other name; `Dragoman-Adjusted` says so",
            Set.of(Aspect.STATUS, Aspect.BODY, Aspect.REQUEST),
            (direct, through) -> {
                assertThat(through.status()).isEqualTo(200);
                assertThat(through.own()).containsKey("dragoman-adjusted");
            }),
    DEFAULT_MODEL(
            "a request without `model`",
            "the configured model is filled in",
            Set.of(Aspect.STATUS, Aspect.BODY, Aspect.REQUEST),
            (direct, through) -> {
                assertThat(through.status()).isEqualTo(200);
                assertThat(through.request().path("model").isTextual()).isTrue();
            }),
    USAGE_ASKED(
            "a chat stream whose client did not ask for its usage",
            "the provider is asked for it, and its chunk is not passed on",
            Set.of(Aspect.REQUEST),
            (direct, through) -> {
                assertThat(through.request().at("/stream_options/include_usage").asBoolean())
                        .isTrue();
                assertThat(without(through.request(), "stream_options"))
                        .isEqualTo(without(direct.request(), "stream_options"));
            }),
    TRIED_AGAIN(
            "no connection, a broken one before the first event, 408, 409, 429, 5xx",
            "Dragoman itself tries again, three times in all at most, and then says so: the response has "
                    + "`x-should-retry: false`, or a `Retry-After` if waiting can help",
            Set.of(Aspect.CALLS, Aspect.HEADERS),
            (direct, through) -> {
                assertThat(through.calls()).isBetween(1, 3);
                assertThat(through.status() < 400
                                || through.own()
                                        .getOrDefault("x-should-retry", "")
                                        .equals("false")
                                || through.own().containsKey("retry-after"))
                        .as("the client is told whether to try again: %s", through.own())
                        .isTrue();
            }),
    SECOND_ANSWER(
            "a call that fails, is tried again and is then answered",
            "the answer; the failure is not seen",
            Set.of(Aspect.STATUS, Aspect.BODY, Aspect.EVENTS, Aspect.ENDING, Aspect.HEADERS),
            (direct, through) -> {
                assertThat(through.status()).isEqualTo(200);
                assertThat(through.whole()).isTrue();
                assertThat(through.calls()).isEqualTo(2);
            }),
    PROVIDER_DOWN(
            "no connection, a broken one before the first event, 5xx",
            "503, with an error of Dragoman's own",
            Set.of(Aspect.STATUS, Aspect.BODY, Aspect.EVENTS, Aspect.ENDING, Aspect.HEADERS),
            (direct, through) -> isError(through, 503)),
    NO_ANSWER(
            "a 200 that is no answer: no JSON object, half of one, nothing at all",
            "503, after one more call",
            Set.of(Aspect.STATUS, Aspect.BODY, Aspect.ENDING, Aspect.CALLS, Aspect.HEADERS),
            (direct, through) -> {
                isError(through, 503);
                assertThat(through.calls()).isBetween(1, 2);
            }),
    ERROR_INSIDE(
            "a 200 with an error in its body, or in the first event of a stream",
            "an ordinary error with the status that fits it",
            Set.of(Aspect.STATUS, Aspect.BODY, Aspect.EVENTS, Aspect.ENDING, Aspect.HEADERS),
            (direct, through) -> {
                assertThat(through.status()).isGreaterThanOrEqualTo(400);
                isError(through, through.status());
            }),
    ERROR_SHAPE(
            "an error in another shape than `{\"error\": {\"message\", \"type\", \"param\", \"code\"}}`",
            "that shape, with the status and the words of the provider; nothing of a page of HTML",
            Set.of(Aspect.BODY),
            (direct, through) -> isError(through, direct.status())),
    KEY_REFUSED(
            "a 401 about the provider's key",
            "the message says which setting to check",
            Set.of(Aspect.BODY),
            (direct, through) -> {
                isError(through, 401);
                assertThat(through.error().path("message").asText()).contains("GMI_API_KEY");
                assertThat(without(through.error(), "message")).isEqualTo(without(direct.error(), "message"));
            }),
    NO_NUMBERS(
            "an answer with `NaN` or `Infinity`, which is not JSON",
            "null in their place; in a stream they pass as they came",
            Set.of(Aspect.BODY),
            (direct, through) -> {
                assertThat(direct.text()).contains("NaN");
                assertThat(through.text()).doesNotContain("NaN", "Infinity");
                assertThat(through.body()).isEqualTo(direct.body());
            }),
    UNNAMED_STREAM(
            "a stream whose `Content-Type` names something else, or is not there",
            "it is a stream, and says so",
            Set.of(Aspect.EVENTS),
            (direct, through) -> {
                assertThat(through.type()).isEqualTo("text/event-stream");
                assertThat(through.events()).isEqualTo(WireEvent.read(direct.text()));
            }),
    WRONG_ADDRESS(
            "a redirect, or a 404 or 405 that says nothing of OpenAI's API: the base URL is wrong",
            "the same status, for a redirect 502, with an error of Dragoman's own",
            Set.of(Aspect.STATUS, Aspect.BODY),
            (direct, through) -> isError(through, direct.status() < 400 ? 502 : direct.status())),
    BROKEN_STREAM(
            "a stream that breaks off, or ends without its last event",
            "what came, then an error event (for responses `error` and `response.failed`); the transfer is broken off",
            Set.of(Aspect.EVENTS, Aspect.ENDING),
            (direct, through) -> {
                assertThat(through.answerEvents()).isEqualTo(direct.answerEvents());
                endsWithError(through.events());
                assertThat(through.whole()).as("came to its end").isFalse();
            }),
    FAILED_STREAM(
            "a stream in which the provider says that it failed",
            "its events as they came; the transfer may be broken off behind them, and a missing `response.failed` is"
                    + " added",
            Set.of(Aspect.EVENTS, Aspect.ENDING),
            (direct, through) -> {
                List<WireEvent> events = through.events();
                assertThat(events).startsWith(direct.events().toArray(WireEvent[]::new));
                assertThat(events.subList(direct.events().size(), events.size()))
                        .allMatch(event -> event.name().equals("response.failed"));
            }),
    MISSING_DONE(
            "a finished chat stream that is closed without `[DONE]`",
            "complete; `[DONE]` may be added",
            Set.of(Aspect.EVENTS),
            (direct, through) -> {
                assertThat(through.events().stream()
                                .filter(event -> !event.isDone())
                                .toList())
                        .isEqualTo(direct.events());
                assertThat(through.whole()).isTrue();
            }),
    OWN_REFUSAL(
            "what an operator does not allow or pay for: addresses that are not public, too many answers at once, "
                    + "a body above the limit",
            "4xx, with an error of Dragoman's own, without a call",
            Set.of(Aspect.STATUS, Aspect.BODY, Aspect.CALLS, Aspect.REQUEST),
            (direct, through) -> {
                assertThat(through.status()).isBetween(400, 499);
                isError(through, through.status());
                assertThat(through.calls()).isZero();
            }),
    NO_REQUEST(
            "a body that is no JSON object, an unknown path, another method",
            "the same status, with an error of Dragoman's own, without a call",
            Set.of(Aspect.BODY, Aspect.CALLS, Aspect.REQUEST),
            (direct, through) -> {
                isError(through, direct.status());
                assertThat(through.calls()).isZero();
            }),
    SLASH(
            "a path with a trailing slash, or without `/v1`",
            "404 in JSON, or the answer of the path that was meant",
            Set.of(Aspect.STATUS, Aspect.BODY, Aspect.CALLS, Aspect.REQUEST),
            (direct, through) -> {
                assertThat(through.status()).isIn(200, 404);
                assertThat(through.body().isObject()).isTrue();
            }),
    PACKED_REQUEST(
            "a request in gzip",
            "may be refused with 415",
            Set.of(Aspect.STATUS, Aspect.BODY, Aspect.CALLS, Aspect.REQUEST),
            (direct, through) -> {
                if (through.status() == 200) {
                    assertThat(through.body()).isEqualTo(direct.body());
                } else {
                    isError(through, 415);
                }
            });

    /** What of two exchanges is compared. */
    enum Aspect {
        STATUS,
        BODY,
        EVENTS,
        ENDING,
        HEADERS,
        CALLS,
        REQUEST,
        INTERIM
    }

    private static final String HEAD = "| what | through Dragoman |\n|---|---|\n";

    private final String what;
    private final String text;
    private final Set<Aspect> aspects;
    private final BiConsumer<Seen, Seen> rule;

    Difference(String what, String text, Set<Aspect> aspects, BiConsumer<Seen, Seen> rule) {
        this.what = what;
        this.text = text;
        this.aspects = aspects;
        this.rule = rule;
    }

    /** Whether these may differ in an aspect. */
    static boolean allowedIn(Aspect aspect, Set<Difference> allowed) {
        return allowed.stream().anyMatch(difference -> difference.aspects.contains(aspect));
    }

    /** Holds the two against what is right where they differ. */
    void check(Seen direct, Seen through) {
        rule.accept(direct, through);
    }

    /** The table of docs/compatibility.md. */
    static String table() {
        return Arrays.stream(values())
                .map(each -> "| " + each.what + " | " + each.text + " |")
                .collect(Collectors.joining("\n", HEAD, "\n"));
    }

    private static void isError(Seen through, int status) {
        assertThat(through.status()).isEqualTo(status);
        assertThat(through.type()).isEqualTo("application/json");
        assertThat(through.error().path("message").asText()).isNotBlank().doesNotContainIgnoringCase("<html");
        assertThat(through.error().path("type").asText()).isNotBlank();
        assertThat(through.error().has("param")).isTrue();
        assertThat(through.error().has("code")).isTrue();
    }

    private static void endsWithError(List<WireEvent> events) {
        assertThat(events.get(events.size() - 1).isError())
                .as("the last event is an error: %s", events)
                .isTrue();
        if (events.get(0).name().startsWith("response.")) {
            assertThat(events).extracting(WireEvent::name).endsWith("error", "response.failed");
            JsonNode failed = Stack.parse(events.get(events.size() - 1).data()).path("response");
            assertThat(failed.path("id"))
                    .isEqualTo(Stack.parse(events.get(0).data()).at("/response/id"));
            assertThat(failed.at("/error/code").asText()).isNotBlank();
            assertThat(failed.at("/error/message").asText()).isNotBlank();
        }
    }

    private static JsonNode without(JsonNode node, String field) {
        return node instanceof ObjectNode object ? object.deepCopy().without(field) : node;
    }
}
