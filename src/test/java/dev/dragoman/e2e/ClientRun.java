package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.dragoman.harness.ClientProgram.Saw;
import dev.dragoman.harness.WireProvider;
import dev.dragoman.local.DragomanProcess;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** A provider and the packaged server in front of it, at which client libraries are pointed. */
final class ClientRun implements AutoCloseable {
    /** How many calls an ask may cost, whatever the client does: {@code DRAGOMAN_MODEL_MAX_ATTEMPTS}. */
    private static final int ATTEMPTS = 3;

    private static final String KEY = "canary-c11e-key";

    private final WireProvider provider = WireProvider.start();
    private final DragomanProcess server = DragomanProcess.server(
            0,
            Map.of(
                    "GMI_API_KEY",
                    KEY,
                    "DRAGOMAN_MODEL_BASE_URL",
                    provider.baseUrl(),
                    "DRAGOMAN_MODEL_BREAKER_VOLUME",
                    "10000",
                    "DRAGOMAN_MODEL_TOTAL_TIMEOUT",
                    "30s"));
    private final SeenByClients page = new SeenByClients();

    ClientRun() {
        ClientCase.all().forEach(each -> provider.answer(each.name(), each.answering()));
    }

    /**
     * Lets a client do its cases, and holds each against its rule.
     *
     * @param client its name
     * @param official whether it is one of OpenAI's own, which heed {@code x-should-retry}
     * @param program runs it, with the two base URLs
     */
    Stream<DynamicTest> tests(String client, boolean official, BiFunction<String, String, List<Saw>> program) {
        provider.forget();
        List<Saw> lines = program.apply(provider.baseUrl(), server.uri("/v1").toString());
        Set<String> done = lines.stream().map(Saw::name).collect(Collectors.toSet());
        Map<String, Integer> direct = calls(false);
        Map<String, Integer> through = calls(true);
        int most = direct.values().stream().mapToInt(Integer::intValue).max().orElse(1);
        Stream<DynamicTest> comparisons = ClientCase.all().stream()
                .filter(each -> done.contains(each.name()))
                .map(each -> dynamicTest(client + ": " + each.name(), () -> {
                    Saw one = the(lines, each, true);
                    Saw other = the(lines, each, false);
                    int calls = through.getOrDefault(each.name(), 0);
                    int before = direct.getOrDefault(each.name(), 0);
                    page.failed(client, each);
                    each.rule().check(one, other);
                    assertThat(calls)
                            .as("calls to the provider; directly it were %d", before)
                            .isLessThanOrEqualTo(allowed(each, official, before, most));
                    page.saw(client, each, one, before, other, calls);
                }));
        return Stream.concat(
                Stream.of(dynamicTest(
                        client + " did its cases", () -> assertThat(done).hasSizeGreaterThan(10))),
                comparisons);
    }

    // A client that doesn't know the header tries again as often as it likes. What it likes may differ by our headers:
    // a provider's retry-after-ms says nothing to LangChain.js, but the Retry-After that Dragoman adds does.
    private static int allowed(ClientCase each, boolean official, int direct, int most) {
        return switch (each.rule()) {
            case SAME, SAME_ANSWER, SAME_ERROR, FAILS -> direct;
            case SAME_KIND -> official ? ATTEMPTS : ATTEMPTS * most;
            case DOWN -> official ? ATTEMPTS : ATTEMPTS * direct;
        };
    }

    private static Saw the(List<Saw> lines, ClientCase each, boolean direct) {
        return lines.stream()
                .filter(line -> line.name().equals(each.name()) && line.direct() == direct)
                .findFirst()
                .orElseThrow();
    }

    private Map<String, Integer> calls(boolean through) {
        return provider.received().stream()
                .filter(call -> call.headers().getOrDefault("Authorization", "").contains(KEY) == through)
                .collect(Collectors.groupingBy(WireProvider.Received::name, Collectors.summingInt(call -> 1)));
    }

    @Override
    public void close() {
        server.close();
        provider.close();
        page.write();
    }
}
