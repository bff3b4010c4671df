package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskReaderTest {
    @Test
    void aWholeAskIsRead() {
        Ask ask = Samples.invoked("""
                {"id": "order-4711", "endpoint": "responses", "body": {"input": "hello", "top_k": 1},
                 "replyTo": "https://sqs.eu-central-1.amazonaws.com/111122223333/answers",
                 "deadline": "2026-12-01T12:00:00Z"}""");

        assertThat(ask.id()).isEqualTo("order-4711");
        assertThat(ask.identity()).isEqualTo("id:invocation:order-4711");
        assertThat(ask.door()).isEqualTo(Door.INVOKE);
        assertThat(ask.content())
                .isInstanceOfSatisfying(
                        Content.Request.class,
                        request ->
                                assertThat(request.body().path("top_k").asInt()).isEqualTo(1));
        assertThat(ask.replyTo())
                .isEqualTo(new ReplyTo.Queue("https://sqs.eu-central-1.amazonaws.com/111122223333/answers"));
        assertThat(ask.deadline()).isEqualTo(Instant.parse("2026-12-01T12:00:00Z"));
        assertThat(ask.endBy()).isEqualTo(Samples.END);
    }

    @Test
    void anAskWithoutIdIsKnownByWhatBroughtIt() {
        assertThat(Samples.invoked("{\"input\": \"hello\"}").identity()).isEqualTo("invocation:invocation-1");
        assertThat(Samples.invoked("{\"input\": \"hello\"}").id()).isEqualTo("invocation-1");
        assertThat(Samples.queued("{\"input\": \"hello\"}").identity()).isEqualTo("sqs:message-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"body\": {\"input\": \"a\"}}                                          | RESPONSES",
                "{\"body\": {\"messages\": []}}                                          | CHAT",
                "{\"messages\": [], \"model\": \"m\"}                                    | CHAT",
                "{\"input\": \"a\", \"prompt\": \"b\"}                                   | RESPONSES",
                "{\"endpoint\": \"responses\", \"body\": {\"prompt\": {}}}               | RESPONSES",
                "{\"endpoint\": \"responses\", \"body\": {\"input\": 1, \"messages\": 1}} | RESPONSES",
                "{\"endpoint\": \"chat\", \"body\": {\"messages\": []}}                  | CHAT",
                "{\"input\": \"a\", \"stream\": true}                                  | RESPONSES",
                "{\"endpoint\": null, \"id\": null, \"body\": {\"messages\": []}}        | CHAT"
            })
    void theBodyTellsTheEndpointWhereTheAskDoesNot(String json, Endpoint endpoint) {
        assertThat(Samples.invoked(json).content())
                .isInstanceOfSatisfying(
                        Content.Request.class,
                        request -> assertThat(request.endpoint()).isEqualTo(endpoint));
    }

    @Test
    void aDocumentCanBeAskedAbout() {
        Ask ask = Samples.invoked("""
                {"id": "d-1", "document": "s3://caravan-papers/any where/1+1.pdf", "prompt": "Which dates?",
                 "replyTo": "s3://caravan-papers/answers/d-1.json", "deadline": "2026-12-01T13:00:00+01:00"}""");

        assertThat(ask.content())
                .isEqualTo(new Content.Document(
                        new S3Location("caravan-papers", "any where/1+1.pdf"), null, null, "Which dates?"));
        assertThat(ask.replyTo()).isEqualTo(new ReplyTo.S3Object(new S3Location("caravan-papers", "answers/d-1.json")));
        assertThat(ask.deadline()).isEqualTo(Instant.parse("2026-12-01T12:00:00Z"));
    }

    @Test
    void aDocumentNeedsNoPrompt() {
        assertThat(Samples.queued("{\"document\": \"s3://caravan-papers/a.pdf\"}")
                        .content())
                .isEqualTo(new Content.Document(new S3Location("caravan-papers", "a.pdf"), null, null, null));
    }

    @ParameterizedTest
    @MethodSource
    void aFieldAtFaultIsNamed(String json, String code, String param) {
        Ask ask = Samples.invoked(json.replace('\'', '"'));

        assertThat(ask.identity()).isNull();
        assertThat(Samples.flaw(ask).status()).isEqualTo(400);
        assertThat(Samples.flaw(ask).code()).isEqualTo(code);
        assertThat(Samples.flaw(ask).param()).isEqualTo(param);
        assertThat(Samples.flaw(ask).message()).contains("\"" + param + "\"").endsWith(".");
    }

    static Object[][] aFieldAtFaultIsNamed() {
        String bad = "invalid_value";
        return new Object[][] {
            {"{'id': 7, 'body': {'input': ''}}", bad, "id"},
            {"{'id': '', 'body': {'input': ''}}", bad, "id"},
            {"{'id': '%s', 'body': {'input': ''}}".formatted("i".repeat(256)), bad, "id"},
            {"{'endpoint': 'completions', 'body': {'input': ''}}", bad, "endpoint"},
            {"{'endpoint': {}, 'body': {'input': ''}}", bad, "endpoint"},
            {"{'body': {'model': 'm'}}", "missing_required_parameter", "endpoint"},
            {"{'body': {'input': '', 'messages': []}}", "missing_required_parameter", "endpoint"},
            {"{'endpoint': 'chat', 'body': {'input': ''}}", "unsupported_value", "input"},
            {"{'endpoint': 'responses', 'body': {'messages': []}}", "unsupported_value", "messages"},
            {"{'body': 'text'}", bad, "body"},
            {"{'body': null}", bad, "body"},
            {"{'body': {'input': ''}, 'replyTo': 'answers'}", bad, "replyTo"},
            {"{'body': {'input': ''}, 'replyTo': 'ftp://host/111122223333/answers'}", bad, "replyTo"},
            {"{'body': {'input': ''}, 'replyTo': 's3://caravan-papers/" + "k".repeat(1025) + "'}", bad, "replyTo"},
            {"{'body': {'input': ''}, 'replyTo': 'https://user@host/answers'}", bad, "replyTo"},
            {"{'body': {'input': ''}, 'replyTo': 'https://'}", bad, "replyTo"},
            {"{'body': {'input': ''}, 'replyTo': 's3://caravan-papers/'}", bad, "replyTo"},
            {"{'body': {'input': ''}, 'replyTo': 's3://caravan-papers/folder/'}", bad, "replyTo"},
            {"{'body': {'input': ''}, 'replyTo': ['https://host/q']}", bad, "replyTo"},
            {"{'body': {'input': ''}, 'deadline': 'tomorrow'}", bad, "deadline"},
            {"{'body': {'input': ''}, 'deadline': 1795162533}", bad, "deadline"},
            {"{'body': {'input': ''}, 'deadline': '+1000000000-12-31T23:59:59Z'}", bad, "deadline"},
            {"{'body': {'input': ''}, 'priority': 1}", "unknown_parameter", "priority"},
            {"{'body': {'input': ''}, 'messages': []}", "unknown_parameter", "messages"},
            {"{'document': 's3://caravan-papers/a.pdf', 'model': 'm'}", "unknown_parameter", "model"},
            {"{'document': 'https://host/a.pdf'}", bad, "document"},
            {"{'document': 's3://caravan-papers/'}", bad, "document"},
            {"{'document': 's3://caravan-papers/folder/'}", bad, "document"},
            {"{'document': 's3://caravan-papers/a.pdf', 'prompt': 1}", bad, "prompt"},
            {"{'document': 's3://caravan-papers/a.pdf', 'prompt': ' '}", bad, "prompt"},
            {"{'input': 'a', 'replyTo': 'https://host/q'}", bad, "replyTo"},
            {"{'messages': [], 'deadline': '2026-12-01T12:00:00Z'}", bad, "deadline"},
        };
    }

    @Test
    void aMalformedAskStillSaysWhoMustBeAnswered() {
        Ask ask = Samples.queued(
                "{\"id\": \"order-1\", \"body\": 1, \"replyTo\": \"https://host/111122223333/answers\"}");

        assertThat(ask.id()).isEqualTo("order-1");
        assertThat(ask.identity()).isNull();
        assertThat(ask.replyTo()).isEqualTo(new ReplyTo.Queue("https://host/111122223333/answers"));
        assertThat(ask.content()).isInstanceOf(Content.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}",
                "null",
                "[]",
                "[{\"input\": 1}]",
                "7",
                "\"text\"",
                "{\"id\": \"a\"}",
                "{\"document\": null}"
            })
    @Tag("F041")
    void whateverElseArrivesIsToldWhatAnAskLooksLike(String payload) {
        Content.Malformed flaw = Samples.flaw(Samples.invoked(payload));

        assertThat(flaw.status()).isEqualTo(400);
        assertThat(flaw.message()).contains("An ask looks like", "\"body\"", "\"document\"");
    }

    @Test
    @Tag("F041")
    void invalidUtf8IsToldSo() {
        Trigger event = Samples.PARSER.parse(new byte[] {(byte) 0xFF, (byte) 0xFE}, "invocation-1", null);

        assertThat(Samples.flaw(((Trigger.DirectInvocation) event).ask()).message())
                .startsWith("The payload is not valid UTF-8.");
    }

    @Test
    @Tag("F069")
    void deepNestingIsRefused() {
        String deep = "{\"input\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThat(Samples.flaw(Samples.invoked(deep)).code()).isEqualTo("invalid_json");
    }

    @Test
    @Tag("F071")
    void textThatLooksLikeAnExpressionStaysText() {
        String text = "${body} {{env:GMI_API_KEY}} $simple{exchangeId} #{T(java.lang.Runtime)}";

        assertThat(Samples.invoked("{\"input\": \"%s\"}".formatted(text)).content())
                .isInstanceOfSatisfying(
                        Content.Request.class,
                        request -> assertThat(request.body().path("input").asText())
                                .isEqualTo(text));
    }

    @Test
    void aLongOrInvisibleFieldNameIsNotRepeatedWhole() {
        String name = "x\\u0000\\u001b".concat("y".repeat(5_000));
        Content.Malformed flaw =
                Samples.flaw(Samples.invoked("{\"body\": {\"input\": \"\"}, \"%s\": 1}".formatted(name)));

        assertThat(flaw.message().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(250);
        assertThat(flaw.message()).startsWith("\"x??y");
    }
}
