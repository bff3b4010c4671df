package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.outcome.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A request while it is converted: the new body, the adjustments so far, and the first reason to refuse it. */
final class RequestConversion {
    private final ObjectNode body;
    private final List<String> adjustments = new ArrayList<>();
    private final Map<String, Integer> counted = new LinkedHashMap<>();
    private @Nullable Problem problem;

    /** Starts with a copy of the caller's request. */
    RequestConversion(ObjectNode body) {
        this.body = body.deepCopy();
    }

    ObjectNode body() {
        return body;
    }

    /** Removes a field and returns it. A JSON null counts as absent, as it does for the provider. */
    @Nullable
    JsonNode take(String field) {
        JsonNode value = body.remove(field);
        return value == null || value.isNull() ? null : value;
    }

    /** Removes a field that the other endpoint lacks, and refuses the request unless its value is a default. */
    void refuse(String field, Predicate<JsonNode> isDefault, String reason) {
        JsonNode value = take(field);
        if (value != null && !isDefault.test(value)) {
            refuse("unsupported_parameter", reason, field);
        }
    }

    /** Refuses the request. The caller gets the first reason. */
    void refuse(String code, String reason, String param) {
        if (problem == null) {
            problem = Problem.ofAsk(400, code, reason, param);
        }
    }

    void adjusted(String words) {
        adjustments.add(words);
    }

    /** Counts something that is left out and may occur many times. */
    void leftOut(String what) {
        each(what + " left out");
    }

    /** Counts something that is changed and may occur many times. */
    void each(String words) {
        counted.merge(words, 1, Integer::sum);
    }

    /** The array in a field, to add to. A value of another type is replaced. */
    static ArrayNode array(ObjectNode node, String field) {
        return node.get(field) instanceof ArrayNode array ? array : node.putArray(field);
    }

    EndpointAdapter.ConversionResult result() {
        if (problem != null) {
            return new EndpointAdapter.ConversionResult.NotConvertible(problem);
        }
        counted.forEach((words, times) -> adjustments.add("%s (%d)".formatted(words, times)));
        return new EndpointAdapter.ConversionResult.Converted(body, adjustments);
    }
}
