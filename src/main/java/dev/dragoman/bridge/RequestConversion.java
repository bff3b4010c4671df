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

/** A request on its way to the other endpoint: what becomes of it, what is left behind, and what stops it. */
final class RequestConversion {
    private final ObjectNode body;
    private final List<String> adjustments = new ArrayList<>();
    private final Map<String, Integer> leftOut = new LinkedHashMap<>();
    private @Nullable Problem problem;

    /** Begins with a copy of the caller's request. */
    RequestConversion(ObjectNode body) {
        this.body = body.deepCopy();
    }

    ObjectNode body() {
        return body;
    }

    /** Takes a field out. A null counts as absent, as it does for the provider. */
    @Nullable
    JsonNode take(String field) {
        JsonNode value = body.remove(field);
        return value == null || value.isNull() ? null : value;
    }

    /** Takes out a field that the other endpoint lacks, unless its value asks for something. */
    void refuse(String field, Predicate<JsonNode> asksNothing, String reason) {
        JsonNode value = take(field);
        if (value != null && !asksNothing.test(value)) {
            refuse("unsupported_parameter", reason, field);
        }
    }

    /** Stops the request. The first reason is the one that is told. */
    void refuse(String code, String reason, String param) {
        if (problem == null) {
            problem = Problem.ofAsk(400, code, reason, param);
        }
    }

    void adjusted(String words) {
        adjustments.add(words);
    }

    /** Counts something that stays behind and may do so many times. */
    void leftOut(String what) {
        leftOut.merge(what, 1, Integer::sum);
    }

    /** The array to add to; a value of another type is nothing that could be kept. */
    static ArrayNode array(ObjectNode node, String field) {
        return node.get(field) instanceof ArrayNode array ? array : node.putArray(field);
    }

    EndpointAdapter.ConversionResult result() {
        if (problem != null) {
            return new EndpointAdapter.ConversionResult.NotConvertible(problem);
        }
        leftOut.forEach((what, times) -> adjustments.add("%s left out (%d)".formatted(what, times)));
        return new EndpointAdapter.ConversionResult.Converted(body, adjustments);
    }
}
