package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SanitizedTextTest {
    private static final String SECRET = "Zm9vYmFyMDEyMzQ1Njc4OWFiY2RlZg";

    @ParameterizedTest
    @MethodSource
    @Tag("F018")
    void whatOpensADoorIsMasked(String raw, String shown) {
        assertThat(SanitizedText.message(raw)).contains(shown);
    }

    @Tag("F018")
    static Object[][] whatOpensADoorIsMasked() {
        return new Object[][] {
            {"Incorrect API key provided: sk-proj-" + SECRET + ".", "Incorrect API key provided: ***"},
            {"key sk-abc*****wxyz is bad", "key *** is bad"},
            {"Authorization: Bearer " + SECRET + " is bad", "Authorization: Bearer *** is bad"},
            {"authorization: bearer abc", "authorization: bearer ***"},
            {"use AKIAIOSFODNN7EXAMPLE now", "use *** now"},
            {"token eyJhbGciOi.eyJzdWIi.c2lnbmF0 expired", "token *** expired"},
            {"signature " + "0123456789abcdef".repeat(4) + " differs", "signature *** differs"},
            {
                "cannot fetch https://papers.s3.amazonaws.com/inbox/a.pdf?X-Amz-Credential=ASIA&X-Amz-Signature="
                        + SECRET + " (403)",
                "cannot fetch https://papers.s3.amazonaws.com/inbox/a.pdf?*** (403)"
            },
            {"see https://host/a#token=" + SECRET, "see https://host/a?***"},
            {"see https://user:" + SECRET + "@host/a", "see https://host/a"},
            {"bad image data:image/png;base64," + SECRET + "/+/" + SECRET, "bad image data:image/png;base64,***"},
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
                "Invalid type for 'input[0].content[1].file_url': expected a string, but got null instead.",
                "The model `accounts/fireworks/models/llama-v3p1-405b-instruct` does not exist",
                "Bitte wenden – 駱駝 🐪",
                "Previous response with id 'resp_68af4030592c81938ec0a5fbab4a3e9f05438e46b5f69a3b' not found.",
                "Item 'rs_68af4030592c81938ec0a5fbab4a3e9f05438e46b5f69a3b' of type 'reasoning' was provided without it.",
                "id=msg_68af4030592c81938ec0a5fbab4a3e9f05438e46b5f69a3b",
                "chatcmpl-0b4a3e9f-0543-8e46-b5f6-9a3b0b4a3e9f is gone",
                "See https://platform.openai.com/docs/guides/error-codes for 0.5 < p < 1"
            })
    void whatHelpsTheCallerStays(String message) {
        assertThat(SanitizedText.message(message)).contains(message);
    }

    @Test
    void linesStayInAText() {
        assertThat(SanitizedText.text(" one:\n\ttwo\u0000sk-abcdef0123\n")).isEqualTo("one:\n\ttwo ***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-abcdef0123", "0123456789abcdef0123456789abcdef01234567"})
    void aSecretIsNoName(String raw) {
        assertThat(SanitizedText.name(raw)).isEmpty();
    }

    @Test
    void linesAndControlCharactersBecomeSpaces() {
        assertThat(SanitizedText.message(" a\r\nb\t\u0000c\u001b[31m\u202ed\u2028e\uD800 "))
                .contains("a b c [31m d e");
    }

    @Test
    void aLongMessageIsCutWithoutBreakingACharacter() {
        assertThat(SanitizedText.message("🐪".repeat(3_000)).orElseThrow())
                .hasSizeLessThanOrEqualTo(SanitizedText.MAX_LENGTH)
                .endsWith("🐪...");
    }

    @Test
    void aSecretAtTheEdgeOfWhatIsReadDoesNotSlipThrough() {
        String padding = ("https://host/a?" + "x".repeat(985) + " ").repeat(16);
        for (int shift = 0; shift < 60; shift++) {
            String raw = padding.substring(shift) + "sk-" + SECRET + SECRET + " " + "z ".repeat(20);

            assertThat(SanitizedText.message(raw).orElseThrow()).doesNotContain("Zm9v");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u0000\u0001", "\uDC00"})
    void nothingIsNothing(String raw) {
        assertThat(SanitizedText.message(raw)).isEmpty();
        assertThat(SanitizedText.message(null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"unsupported_parameter, true", "input[0].file_url, true", "two words, false", "a/b, false", "'', false"
    })
    void aNameIsANameOrNothing(String raw, boolean kept) {
        assertThat(SanitizedText.name(raw).isPresent()).isEqualTo(kept);
        assertThat(SanitizedText.name("n".repeat(101))).isEmpty();
        assertThat(SanitizedText.name(null)).isEmpty();
    }

    @Test
    void anyTextIsSanitisedInTime() {
        String[] pieces = {"://", "?", "#", "@", "sk-", "Bearer ", ";base64,", "a", "=", "\n", "\uD83D", "eyJ.", "/"};
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder();
            String favourite = pieces[random.nextInt(pieces.length)];
            while (text.length() < 20_000) {
                text.append(random.nextInt(4) > 0 ? favourite : pieces[random.nextInt(pieces.length)]);
            }
            assertThatNoException().isThrownBy(() -> SanitizedText.message(text.toString()));
        }
    }
}
