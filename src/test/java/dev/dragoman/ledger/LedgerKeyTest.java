package dev.dragoman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Payload;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerKeyTest {
    private static final String BODY = "{'input': [{'role': 'user', 'content': 'hello'}], 'top_p': 0.5}";
    private static final String KEY = key("id:1", Endpoint.RESPONSES, "m", BODY, "v1");

    @Test
    void aKeyIsASha256InHex() {
        assertThat(KEY).matches("[0-9a-f]{64}");
    }

    @Test
    void membersCountInAnyOrder() {
        assertThat(key(
                        "id:1",
                        Endpoint.RESPONSES,
                        "m",
                        "{'top_p': 0.5, 'input': [{'content': 'hello', 'role': 'user'}]}",
                        "v1"))
                .isEqualTo(KEY);
    }

    @Test
    void everyPartCounts() {
        assertThat(List.of(
                        KEY,
                        key("id:2", Endpoint.RESPONSES, "m", BODY, "v1"),
                        key("id:1", Endpoint.CHAT, "m", BODY, "v1"),
                        key("id:1", Endpoint.RESPONSES, "m2", BODY, "v1"),
                        key("id:1", Endpoint.RESPONSES, "m", BODY.replace("hello", "hullo"), "v1"),
                        key("id:1", Endpoint.RESPONSES, "m", BODY, "v2"),
                        LedgerKey.hash("id:1", payload(Endpoint.RESPONSES, "m", BODY, Map.of()), null)))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'input': 'a', 'n': 1}",
                "{'input': 'a', 'n': '1'}",
                "{'input': 'a', 'n': 1.0}",
                "{'input': 'a', 'n': null}",
                "{'input': 'a', 'n': [1]}",
                "{'input': 'a', 'n': {'': 1}}",
                "{'input': 'a'}"
            })
    void bodiesThatOnlyLookAlikeDiffer(String body) {
        assertThat(key("id:1", Endpoint.RESPONSES, "m", body, "v1"))
                .isNotEqualTo(key("id:1", Endpoint.RESPONSES, "m", "{'input': 'a', 'n': true}", "v1"))
                .isNotEqualTo(key("id:1", Endpoint.RESPONSES, "m", "{'n': 2, 'input': 'a'}", "v1"));
    }

    @Test
    void theOrderOfAnArrayCounts() {
        assertThat(key("id:1", Endpoint.RESPONSES, "m", "{'input': ['a', 'b']}", "v1"))
                .isNotEqualTo(key("id:1", Endpoint.RESPONSES, "m", "{'input': ['b', 'a']}", "v1"));
    }

    @Test
    void aPresignedUrlCountsAsItsObject() {
        assertThat(signed("https://s3/a?X-Amz-Signature=1", "s3://papers/a#1"))
                .isEqualTo(signed("https://s3/a?X-Amz-Signature=2", "s3://papers/a#1"))
                .isNotEqualTo(signed("https://s3/a?X-Amz-Signature=1", "s3://papers/a#2"));
    }

    @Test
    void thePayloadItselfKeepsItsUrl() {
        Payload payload = payload(
                Endpoint.RESPONSES, "m", "{'file_url': 'https://signed'}", Map.of("https://signed", "s3://papers/a#1"));

        LedgerKey.hash("id:1", payload, null);

        assertThat(payload.body()).isEqualTo(Given.json("{'file_url': 'https://signed'}"));
    }

    /** Stores and listings tell more or less of an object. */
    @Test
    void aDocumentIsKnownByTheObjectThatWasReadWhateverItsEventNamed() {
        assertThat(read(named("v1", "tag"), "v1", "tag"))
                .isEqualTo(read(named(null, "tag"), "v1", "tag"))
                .isEqualTo(read(named(null, null), "v1", "tag"))
                .isNotEqualTo(read(named(null, null), "v2", "tag"))
                .isNotEqualTo(read(named(null, "tag"), null, "tag"));
        assertThat(read(named(null, "tag"), null, "tag"))
                .isEqualTo(read(named(null, null), null, "tag"))
                .isNotEqualTo(read(named(null, null), null, "other"));
    }

    private static Content.Document named(@Nullable String version, @Nullable String tag) {
        return new Content.Document(new S3Location("papers", "inbox/a.md"), version, tag, null);
    }

    private static String read(Content.Document document, @Nullable String version, @Nullable String tag) {
        Receipt.Source source = new Receipt.Source(
                "papers", "inbox/a.md", version, tag, 1, "text/markdown", null, "default", "summary", "p1");
        StageResult.Continue<Payload> open =
                Given.open(Given.ask("order-1", Door.S3, document), payload(Endpoint.RESPONSES, "m", BODY, Map.of()));
        StageResult.Continue<Payload> described =
                open.withReceipt(open.receipt().with(source));
        assertThat(LedgerKey.isKnown(described)).isTrue();
        return LedgerKey.of(described).name();
    }

    private static String signed(String url, String identity) {
        String body = "{'input': [{'content': [{'type': 'input_file', 'file_url': '%s'}]}]}".formatted(url);
        return LedgerKey.hash("id:1", payload(Endpoint.RESPONSES, "m", body, Map.of(url, identity)), null);
    }

    private static String key(String identity, Endpoint endpoint, String model, String body, String promptVersion) {
        Receipt.Source source = new Receipt.Source(
                "papers", "inbox/a.pdf", null, null, 1, "application/pdf", null, "default", "summary", promptVersion);
        return LedgerKey.hash(identity, payload(endpoint, model, body, Map.of()), source);
    }

    private static Payload payload(Endpoint endpoint, String model, String body, Map<String, String> identities) {
        return new Payload(endpoint, model, Given.json(body), identities, 0, List.of());
    }
}
