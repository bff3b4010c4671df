package dev.dragoman.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an ask, read one by one. A field that can't be read is null and leaves an error; the first error is kept.
 * A JSON null counts as a field left out.
 */
final class AskFields {
    static final String ID_RULE = "has to be a text of 1 to 255 characters, not blank and without control characters";

    private static final int MAX_ID = 255;

    // An instant outside these limits does not fit what clocks and headers count in.
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final ObjectNode ask;
    private Content.@Nullable Malformed error;

    AskFields(ObjectNode ask) {
        this.ask = ask;
    }

    Content.@Nullable Malformed error() {
        return error;
    }

    /** Leaves an error for a field of any other name: what is not understood must not be ignored silently. */
    void only(List<String> names) {
        ask.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                note(AskErrors.unknown(name, names));
            }
        });
    }

    @Nullable
    String id() {
        return text("id", ID_RULE, id -> Optional.of(id).filter(AskFields::isId));
    }

    static boolean isId(String id) {
        return !id.isBlank() && id.length() <= MAX_ID && id.chars().noneMatch(Character::isISOControl);
    }

    @Nullable
    Endpoint endpoint() {
        return text(
                "endpoint",
                "has to be \"responses\" or \"chat\"",
                text -> Endpoint.named(text).filter(Endpoint::generates));
    }

    @Nullable
    ReplyTo replyTo() {
        return text(
                "replyTo",
                "has to be the URL of an SQS queue, or s3://bucket/key with a key of up to 1,024 bytes",
                AskFields::replyTo);
    }

    private static Optional<ReplyTo> replyTo(String address) {
        Optional<ReplyTo> object = object(address)
                .filter(location -> location.key().getBytes(StandardCharsets.UTF_8).length <= S3Location.LONGEST_KEY)
                .map(ReplyTo.S3Object::new);
        return object.isPresent() ? object : ReplyTo.Queue.parse(address).map(queue -> queue);
    }

    @Nullable
    Instant deadline() {
        return text("deadline", "has to be an instant like 2026-12-01T12:00:00Z", AskFields::instant);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text))
                    .filter(instant -> !instant.isBefore(EARLIEST) && !instant.isAfter(LATEST));
        } catch (DateTimeException notInstant) {
            return Optional.empty();
        }
    }

    @Nullable
    S3Location document() {
        return text("document", "has to be s3://bucket/key", AskFields::object);
    }

    private static Optional<S3Location> object(String uri) {
        return S3Location.parse(uri)
                .filter(location -> !location.key().isEmpty() && !location.key().endsWith("/"));
    }

    @Nullable
    String prompt() {
        return text(
                "prompt",
                "has to be a text that is not blank",
                prompt -> Optional.of(prompt).filter(text -> !text.isBlank()));
    }

    @Nullable
    ObjectNode body() {
        if (ask.get("body") instanceof ObjectNode body) {
            return body;
        }
        note(AskErrors.field("body", "has to be an object"));
        return null;
    }

    private <T> @Nullable T text(String name, String rule, Function<String, Optional<T>> read) {
        if (!ask.hasNonNull(name)) {
            return null;
        }
        Optional<T> value = Optional.ofNullable(ask.path(name).textValue()).flatMap(read);
        if (value.isEmpty()) {
            note(AskErrors.field(name, rule));
        }
        return value.orElse(null);
    }

    private void note(Content.Malformed another) {
        error = error == null ? another : error;
    }
}
