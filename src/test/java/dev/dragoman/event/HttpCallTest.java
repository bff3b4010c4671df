package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.json.JsonWeight;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallTest {
    private static final String BODY = "{\"input\":\"Grüße\"}";

    @ParameterizedTest
    @CsvSource({
        "/v1/responses, /v1/responses",
        "/responses, /v1/responses",
        "/v1/responses/, /v1/responses",
        "//v1///responses//, /v1/responses",
        "/v1, /v1",
        "/, /v1",
        "'', /v1",
        "/v10/responses, /v1/v10/responses",
        "/v1/Responses, /v1/Responses"
    })
    void aPathIsTheSameHoweverItWasJoined(String path, String normal) {
        assertThat(new HttpCall("id", "POST", path, Map.of(), new byte[0], null).path())
                .isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer one,     , Bearer one",
        "          , one, Bearer one",
        "Bearer one, two, Bearer one",
        "Basic one , two, Basic one",
        "          ,    , ''"
    })
    void aKeyIsTheSameInEitherHeader(String authorization, String apiKey, String read) {
        Map<String, String> headers = new HashMap<>();
        if (authorization != null) {
            headers.put("authorization", authorization);
        }
        if (apiKey != null) {
            headers.put("api-key", apiKey);
        }

        assertThat(call(headers, "").authorization()).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", " gzip ", "deflate", "raw deflate", "identity", ""})
    void aBodyIsDecoded(String coding) throws IOException {
        HttpCall decoded = encoded(coding, BODY).decoded(1_000);

        assertThat(decoded.undecodable()).isNull();
        assertThat(decoded.body()).asString(StandardCharsets.UTF_8).isEqualTo(BODY);
        assertThat(decoded.isEncoded()).isFalse();
        assertThat(decoded.decoded(1)).isSameAs(decoded);
    }

    @Test
    void aBodyWithoutAnEncodingStaysAsItIs() {
        HttpCall plain = call(Map.of(), BODY);

        assertThat(plain.decoded(1)).isSameAs(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw deflate"})
    @Tag("F067")
    void aBodyIsCountedAfterDecoding(String coding) throws IOException {
        assertThat(encoded(coding, "x".repeat(1_000)).decoded(1_000).body()).hasSize(1_000);

        HttpCall tooLarge = encoded(coding, "x".repeat(10_000_000)).decoded(1_000);

        assertThat(tooLarge.body()).isEmpty();
        assertThat(tooLarge.undecodable())
                .extracting(Content.Malformed::status, Content.Malformed::code)
                .containsExactly(413, "request_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "compress", "gzip, gzip", "deflate, gzip", "utf-8"})
    void anotherEncodingIsNamedAsUnsupported(String coding) {
        HttpCall call = call(Map.of("content-encoding", coding), BODY).decoded(1_000);

        assertThat(Samples.flaw(Samples.PARSER.http(call)))
                .extracting(Content.Malformed::status, Content.Malformed::code)
                .containsExactly(415, "unsupported_encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void aBodyThatIsNotEncodedAsItSaysIsNotTakenForText(String coding) {
        HttpCall call = call(Map.of("content-encoding", coding), BODY).decoded(1_000);

        assertThat(Samples.flaw(Samples.PARSER.http(call)).message())
                .isEqualTo("The request body is not what its Content-Encoding says.");
    }

    @Test
    void aBodyThatBreaksOffIsNoBody() throws IOException {
        byte[] whole = gzip(BODY);
        HttpCall cut = new HttpCall(
                "id",
                "POST",
                "/v1/responses",
                Map.of("content-encoding", "gzip"),
                Arrays.copyOf(whole, whole.length - 9),
                null);

        assertThat(cut.decoded(1_000).undecodable()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    @Tag("F069")
    void whatADecodedBodyBecomesIsToldBeforeItIsDecoded(String coding) throws IOException {
        String many = "[" + "{},".repeat(100_000) + "0]";
        HttpCall call = encoded(coding, many);

        assertThat(call.decodedWeight(1_000_000, 100_000_000))
                .isEqualTo(JsonWeight.of(many.getBytes(StandardCharsets.UTF_8)).bytes());
        assertThat(call.decodedWeight(1_000_000, 1_000_000)).isBetween(1_000_001L, 4_000_000L);
        assertThat(call.decodedWeight(1_000, 100_000_000)).isLessThan(4_000_000);
        assertThat(encoded(coding, BODY).decodedWeight(1_000, 1_000)).isPositive();
    }

    private static HttpCall encoded(String coding, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        byte[] encoded =
                switch (coding) {
                    case "deflate" -> new DeflaterInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
                    case "raw deflate" ->
                        new DeflaterInputStream(
                                        new ByteArrayInputStream(bytes), new Deflater(Deflater.BEST_SPEED, true))
                                .readAllBytes();
                    case "identity", "" -> bytes;
                    default -> gzip(body);
                };
        Map<String, String> headers = Map.of("content-encoding", coding.replace("raw ", ""));
        return new HttpCall("id", "POST", "/v1/responses", headers, encoded, null);
    }

    private static byte[] gzip(String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static HttpCall call(Map<String, String> headers, String body) {
        return new HttpCall("id", "POST", "/v1/responses", headers, body.getBytes(StandardCharsets.UTF_8), null);
    }
}
