package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;

/**
 * The options of a stream. Dragoman always wants the usage, for the receipt. Responses have it in their last event and
 * have no option for it; chat completions have to be asked for it.
 */
final class StreamOptions implements Translation {
    static final String FIELD = "stream_options";
    private static final String USAGE = "include_usage";

    @Override
    public void translate(Endpoint target, ObjectNode body, Adjustments changes) {
        if (target == Endpoint.RESPONSES && body.get(FIELD) instanceof ObjectNode options && options.has(USAGE)) {
            options.remove(USAGE);
            if (options.isEmpty()) {
                body.remove(FIELD);
            }
            changes.add(FIELD, "stream_options.include_usage left out, responses always tell the usage");
        }
    }

    /**
     * Asks chat completions for the usage if the caller did not.
     *
     * @param body the request; not changed if the caller asked, or if an option is of the wrong type
     * @return true if the body was changed, so that the chunk with the usage has to be kept from the caller
     */
    static boolean askForUsage(ObjectNode body) {
        JsonNode options = body.path(FIELD);
        JsonNode usage = options.path(USAGE);
        boolean otherType = !(isAbsent(options) || options.isObject()) || !(isAbsent(usage) || usage.isBoolean());
        if (otherType || usage.booleanValue()) {
            return false;
        }
        (options instanceof ObjectNode known ? known : body.putObject(FIELD)).put(USAGE, true);
        return true;
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    /**
     * Asks for an answer that is not streamed.
     *
     * @param body the request
     * @return true if the caller had asked for a stream
     */
    static boolean answerWhole(ObjectNode body) {
        if (!body.path("stream").asBoolean(false)) {
            return false;
        }
        body.remove("stream");
        body.remove(FIELD);
        return true;
    }
}
