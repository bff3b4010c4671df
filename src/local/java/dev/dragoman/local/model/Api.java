package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The provider's API: which answer a call gets. */
final class Api {
    static final String CHAT = "/v1/chat/completions";
    static final String RESPONSES = "/v1/responses";

    static final String EMBEDDINGS = "/v1/embeddings";

    private static final String MODELS = "/v1/models";
    private static final String MODEL = "openai/gpt-5.2-chat";

    private final Map<String, Dialect> dialects = Map.of(CHAT, new Chat(), RESPONSES, new Responses());
    private final AttachmentReader attachments;
    private final Memory memory = new Memory();
    private final Composer composer;
    private final Journal journal;
    private final Pauses pauses;

    Api(Composer composer, Publications publications, Journal journal, Pauses pauses) {
        this.attachments = new AttachmentReader(publications);
        this.composer = composer;
        this.journal = journal;
        this.pauses = pauses;
    }

    HttpAnswer answer(ReceivedCall call, Endpoints endpoints, Misbehaviour misbehaviour) throws IOException {
        try {
            authorize(call);
            if (call.path().equals(EMBEDDINGS) && call.method().equals("POST")) {
                Optional<HttpAnswer> failure = new Conduct(misbehaviour).instead();
                return failure.isPresent() ? failure.get() : embeddings(call);
            }
            Dialect dialect = dialects.get(call.path());
            if (dialect == null || !endpoints.has(call.path()) || !call.method().equals("POST")) {
                return other(call);
            }
            Conduct conduct = new Conduct(misbehaviour);
            if (conduct.hangs()) {
                pauses.hang();
            }
            Optional<HttpAnswer> instead = conduct.instead();
            return instead.isPresent() ? instead.get() : generate(call, dialect, conduct);
        } catch (ApiError error) {
            return error.answer();
        }
    }

    private static void authorize(ReceivedCall call) throws ApiError {
        String value = call.header("Authorization").orElse("");
        if (!value.startsWith("Bearer ") || value.substring("Bearer ".length()).isBlank()) {
            throw ApiError.ofStatus(401, false);
        }
    }

    private static HttpAnswer other(ReceivedCall call) {
        if (!call.path().equals(MODELS) || !call.method().equals("GET")) {
            return new ApiError(
                            404,
                            "invalid_request_error",
                            "Unknown request URL: " + call.method() + " " + call.path() + ".",
                            null,
                            "unknown_url",
                            false)
                    .answer();
        }
        ObjectNode list = Json.object().put("object", "list");
        list.putArray("data")
                .addObject()
                .put("id", MODEL)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", Dialect.FINGERPRINT);
        return HttpAnswer.json(200, list);
    }

    private HttpAnswer generate(ReceivedCall call, Dialect dialect, Conduct conduct) throws ApiError {
        JsonNode request = json(call);
        Prompt prompt = conduct.heed(dialect.read(request));
        List<Material> materials = new ArrayList<>();
        for (Attachment attachment : prompt.attachments()) {
            materials.add(attachments.read(attachment));
        }
        Conversation conversation = memory.recall(request).plus(prompt.turns(), materials);
        Draft draft = conduct.bend(composer.compose(prompt, conversation));
        if (dialect.stores(prompt)) {
            memory.keep(dialect.id(draft), conversation, draft);
        }
        journal.notePaid();
        call.answer().costs(Responses.usage(draft.usage()));
        return conduct.spoil(dialect.write(draft, prompt), dialect);
    }

    private HttpAnswer embeddings(ReceivedCall call) throws ApiError {
        ObjectNode answer = Embeddings.of(json(call));
        journal.notePaid();
        call.answer()
                .costs(Json.object()
                        .put("input_tokens", answer.at("/usage/prompt_tokens").intValue())
                        .put("output_tokens", 0));
        return HttpAnswer.json(200, answer);
    }

    private static JsonNode json(ReceivedCall call) throws ApiError {
        Json.Result result = Json.read(call.body());
        if (result instanceof Json.Result.Value value && value.node().isObject()) {
            return value.node();
        }
        throw ApiError.invalid("The body is not a JSON object.", null, "invalid_json");
    }
}
