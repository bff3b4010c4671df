package dev.dragoman.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.Given;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Door;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SliceResultTest {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final BatchTally all = new BatchTally();

    private static void add(SliceResult slice, String id, Outcome outcome) {
        Ask ask = Given.ask(Door.BATCH);
        Receipt receipt = Receipt.open("ask", Instant.EPOCH)
                .with(new Receipt.End(
                        Instant.EPOCH,
                        outcome.label(),
                        null,
                        null,
                        Json.object().put("input_tokens", 7).put("output_tokens", 2)));
        ResultLine line = ResultLine.of(id, "0123", new Answer(ask, outcome, receipt));
        slice.add(line);
        slice.tally().add(line.isError(), outcome.label(), receipt);
    }

    private void append(SliceResult slice) throws IOException {
        SliceResult.append(new ByteArrayInputStream(slice.bytes()), output, errors, all);
    }

    private static JsonNode json(ByteArrayOutputStream file, int line) {
        return Json.read(file.toString(StandardCharsets.UTF_8).split("\n", -1)[line])
                .object()
                .orElseThrow();
    }

    @Test
    void anAnswerIsInTheOutputAndAnErrorInTheErrors() throws IOException {
        SliceResult first = new SliceResult();
        add(first, "a", Given.completed());
        add(first, "b", Given.rejected());
        SliceResult second = new SliceResult();
        add(second, "c", Given.truncated());

        append(first);
        append(second);

        assertThat(json(output, 0).path("custom_id").asText()).isEqualTo("a");
        assertThat(json(output, 0).at("/response/status_code").asInt()).isEqualTo(200);
        assertThat(json(output, 0).at("/response/body").isObject()).isTrue();
        assertThat(json(output, 0).path("error").isNull()).isTrue();
        assertThat(json(output, 1).path("custom_id").asText()).isEqualTo("c");
        assertThat(json(errors, 0).path("custom_id").asText()).isEqualTo("b");
        assertThat(json(errors, 0).at("/response/status_code").asInt()).isBetween(400, 499);
        assertThat(json(errors, 0).at("/response/body/error/message").asText()).isNotEmpty();
        assertThat(all.json())
                .hasToString(
                        "{\"total\":3,\"completed\":2,\"failed\":1,\"outcomes\":{\"completed\":1,\"rejected\":1,\"truncated\":1},"
                                + "\"fromLedger\":0,\"mayBePaidTwice\":0,\"lapsedLeases\":0,"
                                + "\"usage\":{\"input_tokens\":21,\"input_tokens_details\":{\"cached_tokens\":0},"
                                + "\"output_tokens\":6,\"output_tokens_details\":{\"reasoning_tokens\":0},"
                                + "\"total_tokens\":27},\"cost\":{\"microUsd\":0}}");
    }

    @Test
    void aLineWithoutAnswerSaysWhy() {
        ResultLine expired = ResultLine.of("a", "0123", ResultLine.NotBegun.EXPIRED);

        assertThat(expired.isError()).isTrue();
        assertThat(new String(expired.text(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"id\":\"batch_req_0123\",\"custom_id\":\"a\",\"response\":null,\"error\":{\"code\":\"batch_expired\","
                                + "\"message\":\"This request could not be executed before the completion window expired.\"}}");
    }

    @Test
    void whatIsNoSliceIsNotTakenForOne() {
        assertThatThrownBy(() -> SliceResult.append(
                        new ByteArrayInputStream("no\n+{}\n".getBytes(StandardCharsets.UTF_8)), output, errors, all))
                .isInstanceOf(IOException.class);
    }
}
