package dev.dragoman.local.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Changes an answer as a misbehaviour says before it is sent; {@link Sender} does the waits and the cuts.
 *
 * @param misbehaviour the one for this call
 */
record Conduct(Misbehaviour misbehaviour) {
    private static final String PAGE =
            "<!DOCTYPE html><html><head><title>Bad gateway</title></head><body>Try again later.</body></html>";

    boolean hangs() {
        return misbehaviour.kind() == Misbehaviour.Kind.HANG;
    }

    /** The answer that is given without asking the model. */
    Optional<HttpAnswer> instead() {
        return switch (misbehaviour.kind()) {
            case ERROR -> Optional.of(error());
            case HTML ->
                Optional.of(
                        HttpAnswer.of(status(200), "text/html; charset=utf-8", PAGE.getBytes(StandardCharsets.UTF_8)));
            case EMPTY -> Optional.of(HttpAnswer.empty(status(200)));
            default -> Optional.empty();
        };
    }

    private HttpAnswer error() {
        int status = status(500);
        return misbehaviour.body() == null
                ? HttpAnswer.json(
                        status, ApiError.ofStatus(status, misbehaviour.nested()).json())
                : HttpAnswer.of(status, "application/json", misbehaviour.body().getBytes(StandardCharsets.UTF_8));
    }

    private int status(int usual) {
        return misbehaviour.status() == 0 ? usual : misbehaviour.status();
    }

    Prompt heed(Prompt prompt) {
        return misbehaviour.kind() == Misbehaviour.Kind.FILE_IGNORED ? prompt.without(prompt.attachments()) : prompt;
    }

    Draft bend(Draft whole) {
        Draft draft = whole.caching(misbehaviour.cachedTokens());
        return switch (misbehaviour.kind()) {
            case REFUSAL -> draft.refusing("I can't help with that. (A stand-in's refusal, as it was told.)");
            case FAILED -> draft.ending(Draft.Finish.FAILED);
            default ->
                switch (misbehaviour.finishReason()) {
                    case "length" -> draft.ending(Draft.Finish.LENGTH);
                    case "content_filter" -> draft.ending(Draft.Finish.CONTENT_FILTER);
                    default -> draft;
                };
        };
    }

    HttpAnswer spoil(HttpAnswer answer, Dialect dialect) {
        List<byte[]> pieces = answer.pieces();
        int last = pieces.size() - 1;
        if (misbehaviour.kind() == Misbehaviour.Kind.TRUNCATED_JSON) {
            return answer.with(List.of(Arrays.copyOf(pieces.get(last), pieces.get(last).length / 2)));
        }
        if (!answer.stream()) {
            return answer;
        }
        if (misbehaviour.kind() == Misbehaviour.Kind.UNENDED) {
            return answer.with(pieces.subList(0, last));
        }
        int before = misbehaviour.errorAfterEvents();
        return before < 0 ? answer : answer.with(broken(pieces, Math.min(before, last), dialect));
    }

    private static List<byte[]> broken(List<byte[]> pieces, int before, Dialect dialect) {
        List<byte[]> broken = new ArrayList<>(pieces.subList(0, before));
        broken.add(dialect.error(ApiError.ofStatus(500, false), before).getBytes(StandardCharsets.UTF_8));
        return broken;
    }
}
