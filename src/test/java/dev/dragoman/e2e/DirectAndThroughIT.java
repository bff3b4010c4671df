package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dragoman.e2e.Difference.Aspect;
import dev.dragoman.harness.ClientProgram;
import dev.dragoman.harness.Stack;
import dev.dragoman.harness.WireCall;
import dev.dragoman.harness.WireProvider;
import dev.dragoman.local.DragomanProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each request is sent once directly to a provider and once through the packaged server, and what came back and what the
 * provider got is compared. Nothing differs but what {@link Difference} says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DirectAndThroughIT {
    private final WireProvider provider = WireProvider.start();
    private final DragomanProcess server = DragomanProcess.server(
            0,
            Map.of(
                    "GMI_API_KEY", "canary-d18e-key",
                    "DRAGOMAN_MODEL_BASE_URL", provider.baseUrl(),
                    "DRAGOMAN_MODEL_NAME", "no-model",
                    // Shorter than what a provider needs that thinks: neither a whole answer nor a head is bound by
                    // them.
                    "DRAGOMAN_MODEL_IDLE_TIMEOUT", "2s",
                    "DRAGOMAN_MODEL_BREAKER_VOLUME", "10000",
                    "DRAGOMAN_MODEL_TOTAL_TIMEOUT", "30s"));

    @AfterAll
    void stop() {
        server.close();
        provider.close();
    }

    static List<WireCase> cases() {
        return WireCases.all();
    }

    /** Those that the provider answers with a stream, unless its end may be the one or the other. */
    static Stream<WireCase> streams() {
        return cases().stream()
                .filter(each -> new String(each.call().body(), StandardCharsets.UTF_8).contains("\"stream\":true"))
                .filter(each -> each.allowed().contains(Difference.BROKEN_STREAM)
                        || !Difference.allowedIn(Aspect.ENDING, each.allowed()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void nothingElseDiffers(WireCase each) {
        Seen direct = seen(each, provider.port());
        Seen through = seen(each, server.port()).withoutAdviceUnlike(direct);

        SoftAssertions softly = new SoftAssertions();
        for (Aspect aspect : Aspect.values()) {
            if (!Difference.allowedIn(aspect, each.allowed())) {
                softly.assertThat(of(aspect).apply(through))
                        .as("%s of %s", aspect, each)
                        .isEqualTo(of(aspect).apply(direct));
            }
        }
        if (!each.allowed().contains(Difference.UNNAMED_STREAM)) {
            softly.assertThat(through.type()).as("content type").isIn(direct.type(), "application/json");
        }
        each.allowed().forEach(difference -> softly.check(() -> difference.check(direct, through)));
        each.keeps().forEach(word -> softly.assertThat(through.text()).contains(word));
        softly.assertAll();
    }

    private static Function<Seen, Object> of(Aspect aspect) {
        return switch (aspect) {
            case STATUS -> Seen::status;
            case BODY -> Seen::body;
            case EVENTS -> Seen::events;
            case ENDING -> Seen::whole;
            case HEADERS -> Seen::passed;
            case CALLS -> Seen::calls;
            case REQUEST -> Seen::request;
            case INTERIM -> Seen::interim;
        };
    }

    private Seen seen(WireCase each, int port) {
        provider.forget();
        provider.answer(each.name(), each.answering());
        WireCall.Answer answer = each.call().send(port);
        return Seen.of(answer, provider.received());
    }

    /** What people see who look with curl: exit code 0 for a stream that came to its end, else another one. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void curlEndsInTheSameWay(WireCase each) throws Exception {
        assumeTrue(ClientProgram.isOnPath("curl"), "curl is on the path");
        int direct = curl(each, provider.port());
        int through = curl(each, server.port());

        boolean broken = direct != 0 || each.allowed().contains(Difference.BROKEN_STREAM);
        assertThat(through != 0)
                .as("curl's exit code: %d directly, %d through Dragoman", direct, through)
                .isEqualTo(broken);
    }

    private int curl(WireCase each, int port) throws IOException, InterruptedException {
        provider.forget();
        provider.answer(each.name(), each.answering());
        Process curl = new ProcessBuilder(
                        "curl",
                        "--silent",
                        "--no-buffer",
                        "--header",
                        "Content-Type: application/json",
                        "--data-binary",
                        "@-",
                        "http://127.0.0.1:" + port + each.call().path())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var body = curl.getOutputStream()) {
            body.write(each.call().body());
        }
        if (!curl.waitFor(Stack.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            curl.destroyForcibly();
            throw new AssertionError("curl did not end");
        }
        return curl.exitValue();
    }
}
