package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.stream.ServerSentEvent;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {
    private static final String KEY = "ab/Cd-efGHijklMNopq";

    private final SecretMask mask = SecretMask.of(KEY);

    @ParameterizedTest
    @CsvSource({
        "not ab/Cd-efGHijklMNopq., not ***.",
        "not AB/CD-EFGHIJKLMNOPQ., not ***.",
        "begins with ab/Cd-efGH, begins with ***",
        "ends with lMNopq and before jklMNopq, ends with lMNopq and before jklMNopq",
        "in the middle -efGHijklM here, in the middle *** here",
        "ab/Cd-efG, ab/Cd-efG",
        "ab/Cd-efGHab/Cd-efGH, ******",
        "twice ab/Cd-efGHijklMNopq ab/Cd-efGHijklMNopq, twice *** ***",
        "ab/Cd-efGHijXlMNopq, ***XlMNopq",
        "nothing of it is here, nothing of it is here"
    })
    void theKeyAndItsLongerPartsAreTakenOut(String said, String told) {
        assertThat(mask.text(said)).isEqualTo(told);
    }

    @Test
    void theKeyIsFoundInWhateverFormItIsWritten() {
        byte[] key = KEY.getBytes(StandardCharsets.UTF_8);
        StringBuilder percent = new StringBuilder();
        StringBuilder json = new StringBuilder();
        StringBuilder html = new StringBuilder();
        for (int at = 0; at < KEY.length(); at++) {
            int each = KEY.charAt(at);
            percent.append("%%%02x".formatted(each));
            json.append("\\u%04X".formatted(each));
            html.append(each == 'C' ? "&#67;" : "&#x%x;".formatted(each));
        }

        assertThat(mask.text("a " + percent + " b")).isEqualTo("a *** b");
        assertThat(mask.text("a " + KEY.replace("/", "%2F").replace("-", "%2d") + " b"))
                .isEqualTo("a *** b");
        assertThat(mask.text("a " + json + " b")).isEqualTo("a *** b");
        assertThat(mask.text("a " + html + " b")).isEqualTo("a *** b");
        assertThat(mask.text(HexFormat.of().formatHex(key))).isEqualTo("***");
        assertThat(mask.text(HexFormat.of().withUpperCase().formatHex(key))).isEqualTo("***");
        for (String before : List.of("", "B", "Be", "Bearer ", "user:")) {
            byte[] all = (before + KEY + "\n").getBytes(StandardCharsets.UTF_8);
            for (Base64.Encoder form : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                String told = mask.text("x " + form.encodeToString(all));
                assertThat(told).startsWith("x ").contains("***").hasSizeLessThan(22);
            }
        }
    }

    @Test
    void whatIsNoFormOfTheKeyStaysAsItCame() {
        String text = "100% of %zz & &#; \\u12 req_0123456789abcdefABCDEF0123456789 Zm9vYmFyYmF6cXV4 %41%42";

        assertThat(mask.text(text)).isSameAs(text);
    }

    @Test
    void ofAnEventTheLinesBesideItsDataAreMaskedToo() {
        String piece = "{\"choices\":[{\"delta\":{\"content\":\"" + KEY + "\"}}]}";

        assertThat(mask.event(new ServerSentEvent(": " + KEY + "\nid: " + KEY + "\ndata: " + piece, null, piece)))
                .isEqualTo(new ServerSentEvent(": ***\nid: ***\ndata: " + piece, null, piece));
        assertThat(mask.event(ServerSentEvent.of(KEY, piece))).isEqualTo(ServerSentEvent.of("***", piece));
    }

    @Test
    void ofAShortKeyOnlyTheWholeIsTakenOutAndAVeryShortOneIsLeft() {
        assertThat(SecretMask.of("hush-it").text("hush-it, hush-i")).isEqualTo("***, hush-i");
        assertThat(SecretMask.of("key").text("a key")).isEqualTo("a key");
    }

    @Test
    void theAuthorizationStandsForItsKey() {
        assertThat(SecretMask.of("Bearer " + KEY).text("Bearer " + KEY)).isEqualTo("Bearer ***");
    }

    @Test
    void anErrorIsMaskedInAllItsPlaces() {
        String error =
                "{'error': {'message': 'a %s', 'type': '%s', 'code': '%s', 'param': '%s', '%s': ['%s']}, 'x': '%s'}"
                        .replace("%s", KEY);

        assertThat(Replies.json(400, error).without(KEY).json()).isEqualTo(Given.json(error.replace(KEY, "***")));
        assertThat(Replies.json(200, error).without(KEY).json()).isEqualTo(Given.json(error.replace(KEY, "***")));
    }

    @Test
    void ofAnAnswerOnlyWhatReceiptsHaveIsMasked() {
        String answer =
                "{'id': '%s', 'model': '%s', 'usage': {'a': '%s'}, 'status': '%s', 'incomplete_details': ['%s'],"
                        + " 'choices': [{'finish_reason': '%s', 'message': {'content': '" + KEY + "'}}], 'error': {}}";

        assertThat(Replies.json(200, answer.replace("%s", KEY)).without(KEY).json())
                .isEqualTo(Given.json(answer.replace("%s", "***")));
    }

    @Test
    void aResponseThatFailedInAStreamIsMaskedWhereItSaysWhy() {
        ProviderResponse.Streamed streamed = new ProviderResponse.Streamed(
                Given.json("{'status': 'failed', 'error': {'code': '" + KEY + "'}}"), null, null, Given.json("{}"));

        assertThat(streamed.without(KEY).answer())
                .isEqualTo(Given.json("{'status': 'failed', 'error': {'code': '***'}}"));
    }

    @Test
    void headersAreMaskedAndOneWithSuchANameIsLeftOut() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-request-id", "req " + KEY);
        headers.put("openai-" + KEY, "1");
        headers.put("openai-version", "1");

        assertThat(mask.headers(new ProviderHeaders(headers)).values())
                .isEqualTo(Map.of("x-request-id", "req ***", "openai-version", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: error\ndata: {\"code\":\"%s\",\"message\":\"%s\"}",
                "event: error\ndata: wrong key %s",
                "data: {\"error\":{\"message\":\"a\",\"type\":\"%s\"}}",
                "data: {\"error\":\"%s\"}",
                "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"%s\"}}}",
                ": keys such as %s",
                "data: wrong key %s",
                "data: {\"choices\":[{\"delta\":\"%s",
                "event: response.completed\ndata: <p>%s</p>",
                "event: ping\ndata: %s"
            })
    void anEventThatTellsOfAFailureIsMasked(String event) {
        assertThat(mask.event(event(event.replace("%s", KEY))).text())
                .doesNotContain(KEY)
                .contains("***");
        assertThat(mask.event(event(event.replace("%s", KEY.replace("/", "\\u002f"))))
                        .text())
                .doesNotContain("efGHijklMNopq");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"choices\":[{\"delta\":{\"content\":\"no error, %s\"}}]}",
                "event: response.output_text.delta\ndata: {\"delta\":\"%s\"}",
                "data: [DONE]"
            })
    void aPieceOfAnAnswerStaysAsItCame(String text) {
        ServerSentEvent event = event(text.replace("%s", KEY));

        assertThat(mask.event(event)).isSameAs(event);
    }

    @Test
    void bytesAreMaskedAlsoIfTheyHideTheKeyInEscapes() {
        assertThat(masked("<p>" + KEY + "\u00FF</p>")).isEqualTo("<p>***\u00FF</p>");
        assertThat(masked("{\"a\":\"ab\\/Cd-efGHijklMNopq\"}")).isEqualTo("{\"a\":\"***\"}");
    }

    @Test
    void ofAnAnswerThatIsPassedThroughOnlyTheErrorIsMasked() {
        byte[] answer = "{\"status\":\"failed\",\"error\":{\"code\":\"%s\"},\"output\":\"%s\"}"
                .replace("%s", KEY)
                .getBytes(StandardCharsets.UTF_8);
        byte[] fine = ("{\"error\":null, \"output\":\"" + KEY + "\"}").getBytes(StandardCharsets.UTF_8);

        assertThat(new String(mask.errorIn(answer), StandardCharsets.UTF_8))
                .isEqualTo("{\"status\":\"failed\",\"error\":{\"code\":\"***\"},\"output\":\"" + KEY + "\"}");
        assertThat(mask.errorIn(fine)).isSameAs(fine);
    }

    private String masked(String said) {
        return new String(mask.bytes(said.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private static ServerSentEvent event(String text) {
        String name = text.startsWith("event: ") ? text.substring(7, text.indexOf('\n')) : null;
        int data = text.indexOf("data: ");
        return new ServerSentEvent(text, name, data < 0 ? null : text.substring(data + 6));
    }
}
