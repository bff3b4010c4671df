package dev.dragoman.http;

import dev.dragoman.batch.BatchApi;
import dev.dragoman.batch.ClientReply;
import dev.dragoman.batch.ListRequest;
import dev.dragoman.blocking.Blocking;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Content.Malformed;
import dev.dragoman.event.HttpCall;
import dev.dragoman.event.UploadForm.UploadedFile;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The step of the HTTP route for files and batches. */
public final class BatchCalls {
    private static final String ROOT = "/v1/";

    private final Optional<BatchApi> api;
    private final ClientKeys keys;

    /**
     * @param api keeps files and batches; empty if there is no place for them
     * @param keys the client keys
     */
    public BatchCalls(Optional<BatchApi> api, ClientKeys keys) {
        this.api = api;
        this.keys = keys;
    }

    /**
     * Whether a call is about files or batches.
     *
     * @param call the request
     * @return false for all of them if there is no place for them
     */
    public boolean isOne(HttpCall call) {
        return areKept() && areAbout(call.path());
    }

    /** The response if there is no place for files and batches. */
    static HttpAnswer none(String requestId) {
        return HttpAnswer.problem(
                requestId,
                Problem.ofAsk(
                        404,
                        "unknown_url",
                        "Files and batches are kept only if the operator has set DRAGOMAN_BATCHES.",
                        null));
    }

    /** Whether a path is about files or batches. */
    static boolean areAbout(String path) {
        String first = segments(path).get(0);
        return first.equals("files") || first.equals("batches");
    }

    /**
     * Whether a call may have the method DELETE.
     *
     * @param path of the call, as {@link HttpCall#path}
     * @return true for a file
     */
    boolean deletes(String path) {
        List<String> segments = segments(path);
        return areKept() && segments.size() == 2 && segments.get(0).equals("files");
    }

    /** Whether there is a place for files and batches. */
    boolean areKept() {
        return api.isPresent();
    }

    /**
     * Whether a call uploads a file, which is then put away while it comes in.
     *
     * @param path of the call, as {@link HttpCall#path}
     * @param contentType the header of that name; null if it was not sent
     * @return true for a form to {@code POST /v1/files}
     */
    boolean uploads(String path, @Nullable String contentType) {
        return areKept() && path.equals(ROOT + "files") && UploadForms.isOne(contentType);
    }

    /**
     * A file that will come.
     *
     * @param owner as {@link HttpCall#owner}
     * @return takes its content
     */
    UploadedFile newFile(String owner) {
        return api.orElseThrow().files().incoming(owner);
    }

    private static List<String> segments(String path) {
        String below = path.startsWith(ROOT) ? path.substring(ROOT.length()) : "";
        return Arrays.asList(below.split("/", -1));
    }

    /**
     * Answers a call. Runs on a worker thread.
     *
     * @param call one that {@link #isOne}
     * @return its response
     */
    public CompletionStage<HttpAnswer> answer(HttpCall call) {
        Malformed unreadable = call.undecodable();
        return Blocking.run(() -> unreadable == null
                ? answer(call, api.orElseThrow())
                : HttpAnswer.problem(
                        call.id(),
                        Problem.ofAsk(
                                unreadable.status(), unreadable.code(), unreadable.message(), unreadable.param())));
    }

    private HttpAnswer answer(HttpCall call, BatchApi api) {
        return answer(call, api.safely(() -> reply(call, api)));
    }

    private ClientReply reply(HttpCall call, BatchApi api) {
        List<String> segments = segments(call.path());
        String owner = call.owner();
        String id = segments.size() > 1 ? segments.get(1) : "";
        String what = call.method() + " " + segments.get(0)
                + (segments.size() > 1 ? "/{id}" : "")
                + (segments.size() > 2 ? "/" + String.join("/", segments.subList(2, segments.size())) : "");
        return switch (what) {
            case "POST files" -> upload(call, api);
            case "GET files" -> api.files().list(owner, list(call));
            case "GET files/{id}" -> api.files().get(owner, id);
            case "GET files/{id}/content" -> api.files().content(owner, id);
            case "DELETE files/{id}" -> api.files().delete(owner, id);
            case "POST batches" ->
                Json.read(call.body())
                        .object()
                        .map(request -> api.create(owner, keys.label(call.authorization()), request))
                        .orElseGet(() -> refused(400, "invalid_json", "The body must be a JSON object."));
            case "GET batches" -> api.list(owner, list(call));
            case "GET batches/{id}" -> api.get(owner, id);
            case "POST batches/{id}/cancel" -> api.cancel(owner, id);
            default ->
                refused(
                        404,
                        "unknown_url",
                        "There is POST and GET /v1/files, GET and DELETE /v1/files/{id}, GET /v1/files/{id}/content,"
                                + " POST and GET /v1/batches, GET /v1/batches/{id} and POST /v1/batches/{id}/cancel.");
        };
    }

    private static ClientReply upload(HttpCall call, BatchApi api) {
        return Optional.ofNullable(call.form())
                .or(() -> UploadForms.read(
                        call.header("content-type").orElse(""),
                        call.body(),
                        api.files().incoming(call.owner())))
                .map(form -> api.files().create(call.owner(), form))
                .orElseGet(() -> refused(
                        400,
                        "invalid_value",
                        "The body must be multipart/form-data with a \"file\" and \"purpose\": \"batch\"."));
    }

    private static ClientReply refused(int status, String code, String message) {
        return ClientReply.refused(status, code, message, null);
    }

    private static ListRequest list(HttpCall call) {
        Map<String, String> query = new HashMap<>();
        for (String pair : call.query().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length == 2 ? decoded(parts[1]) : "");
        }
        return new ListRequest(query.get("after"), query.get("limit"), query.get("order"), query.get("purpose"));
    }

    // What can't be decoded is no id and no number.
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }

    private static HttpAnswer answer(HttpCall call, ClientReply reply) {
        if (reply instanceof ClientReply.ReplyData data) {
            return HttpAnswer.ok(call.id(), data.json());
        }
        if (reply instanceof ClientReply.FileContent content) {
            return HttpAnswer.content(call.id(), content.bytes());
        }
        if (reply instanceof ClientReply.CallUnanswered failed) {
            return HttpAnswer.failed(call.id(), failed.outcome());
        }
        return reply instanceof ClientReply.ContentUrl elsewhere
                ? HttpAnswer.elsewhere(call.id(), elsewhere.url())
                : HttpAnswer.refused(call.id(), ((ClientReply.CallRefused) reply).problem());
    }
}
