package dev.dragoman.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests built at random, but from a fixed seed: nothing vanishes, and nothing is translated twice. */
class PayloadsRandomTest {
    private static final int CASES = 3_000;

    /** Values that may be many times the same. */
    private static final Pattern REPEATED = Pattern.compile(".*/(type|role|model)");

    /** The fields that can be at two places, where one of them is left out. */
    private static final Pattern CAN_BE_DOUBLE = Pattern.compile(
            ".*?/(max_\\w+|reasoning_effort|effort|response_format|format|verbosity|name|description|parameters|strict"
                    + "|schema|mode|tools(?=/\\d+/\\w+/\\w+)|detail|file_\\w+|filename)(?=/|$)");

    private static final Pattern COUNT = Pattern.compile("left out \\((\\d+)\\)$");

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void everyValueIsSentOrTold(Endpoint endpoint) {
        RequestTrees trees = new RequestTrees(new Random(7));
        for (int i = 0; i < CASES; i++) {
            ObjectNode request = trees.request(endpoint);

            Payload payload = translated(endpoint, request);

            Set<String> lost = lost(request, payload.body());
            if (leftOut(payload.adjustments()) == 0) {
                assertThat(lost).isEmpty();
            } else {
                assertThat(lost).allMatch(path -> CAN_BE_DOUBLE.matcher(path).find());
                assertThat(fields(lost)).hasSizeLessThanOrEqualTo(leftOut(payload.adjustments()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void whatIsTranslatedStaysAsItIs(Endpoint endpoint) {
        RequestTrees trees = new RequestTrees(new Random(8));
        for (int i = 0; i < CASES; i++) {
            Payload payload = translated(endpoint, trees.request(endpoint));

            Payload again = translated(endpoint, payload.body());

            assertThat(again.adjustments()).isEmpty();
            assertThat(Leaves.of(again.body())).isEqualTo(Leaves.of(payload.body()));
        }
    }

    private static Payload translated(Endpoint endpoint, ObjectNode request) {
        return Given.value(Stages.translate(Stages.OPENAI, endpoint, request, false));
    }

    /** Where the values stood that are not sent. */
    private static Set<String> lost(ObjectNode request, ObjectNode sent) {
        Set<String> values = new HashSet<>(Leaves.of(sent).values());
        return Leaves.of(request).entrySet().stream()
                .filter(leaf -> !REPEATED.matcher(leaf.getKey()).matches())
                .filter(leaf ->
                        !leaf.getValue().equals("{}") && !leaf.getValue().equals("[]"))
                .filter(leaf -> !values.contains(leaf.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The fields that those values belong to. */
    private static Set<String> fields(Set<String> paths) {
        return paths.stream()
                .map(CAN_BE_DOUBLE::matcher)
                .filter(Matcher::find)
                .map(Matcher::group)
                .collect(Collectors.toSet());
    }

    private static int leftOut(List<String> adjustments) {
        return adjustments.stream()
                .filter(words -> words.contains("left out"))
                .map(COUNT::matcher)
                .mapToInt(count -> count.find() ? Integer.parseInt(count.group(1)) : 1)
                .sum();
    }
}
