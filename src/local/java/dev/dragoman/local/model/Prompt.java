package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A request, in the same form for both endpoints.
 *
 * @param model the model asked
 * @param stream whether the answer is to be streamed
 * @param limit how many tokens the answer may have
 * @param effort of reasoning; empty if not given
 * @param turns the conversation, instructions first
 * @param attachments the files and pictures, in order
 * @param tools the tools
 * @param format the JSON schema that the answer has to fit; a missing node for free text
 * @param request the whole request, for the fields that the answer repeats
 */
record Prompt(
        String model,
        boolean stream,
        int limit,
        String effort,
        List<Turn> turns,
        List<Attachment> attachments,
        Tools tools,
        JsonNode format,
        JsonNode request) {
    Prompt without(List<Attachment> ignored) {
        List<Attachment> left =
                attachments.stream().filter(each -> !ignored.contains(each)).toList();
        return new Prompt(model, stream, limit, effort, turns, left, tools, format, request);
    }
}
