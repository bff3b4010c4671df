package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;

/**
 * What a stream is asked to tell. The usage is always wanted, for the receipt: responses tell it in their last event and
 * know no option for it, chat completions have to be asked.
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
     * Asks chat completions for the usage where the caller did not.
     *
     * @param body the request; left as it is where the caller asked, or wrote something else than the option is
     * @return whether it was asked now, so that the chunk that tells it is not the caller's
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
     * Asks for the answer in one piece.
     *
     * @param body the request
     * @return whether it was to be a stream
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
