package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads S3's notifications, in each of the shapes in which they arrive. New objects within the scope are documents to
 * answer; all other notifications (removals, restores, tags, test events) need no work.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
 *     message structure</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">EventBridge event structure</a>
 */
final class S3Notifications {
    private final DocumentScope scope;

    S3Notifications(DocumentScope scope) {
        this.scope = scope;
    }

    /**
     * Reads a notification.
     *
     * @param node any JSON
     * @param endBy goes into the asks
     * @return its asks, maybe none; empty if it is no notification of S3
     */
    Optional<List<Ask>> read(JsonNode node, @Nullable Instant endBy) {
        if (isTest(node)) {
            return Optional.of(List.of());
        }
        if (isFrom("aws.s3", node.path("source"))) {
            return bridged(node, endBy);
        }
        JsonNode records = node.path("Records");
        Optional<List<Ask>> direct = each(records, item -> direct(item, endBy));
        return direct.isPresent() ? direct : each(records, item -> published(item, endBy));
    }

    // S3 sends a test event once, when notifications are switched on.
    private static boolean isTest(JsonNode node) {
        return isFrom("s3:TestEvent", node.path("Event"));
    }

    private Optional<List<Ask>> direct(JsonNode item, @Nullable Instant endBy) {
        String name = item.path("eventName").textValue();
        if (!isFrom("aws:s3", item.path("eventSource")) || name == null) {
            return Optional.empty();
        }
        if (!name.startsWith("ObjectCreated:") && !name.startsWith("s3:ObjectCreated:")) {
            return Optional.of(List.of());
        }
        JsonNode object = item.path("s3").path("object");
        return location(item.path("s3").path("bucket"), object.path("key"), PercentDecoder::key)
                .map(location -> asks(location, object.path("versionId"), object.path("eTag"), endBy));
    }

    // EventBridge does not URL-encode keys.
    private Optional<List<Ask>> bridged(JsonNode event, @Nullable Instant endBy) {
        if (!isFrom("Object Created", event.path("detail-type"))) {
            return event.path("detail-type").isTextual() ? Optional.of(List.of()) : Optional.empty();
        }
        JsonNode object = event.path("detail").path("object");
        return location(event.path("detail").path("bucket"), object.path("key"), UnaryOperator.identity())
                .map(location -> asks(location, object.path("version-id"), object.path("etag"), endBy));
    }

    private Optional<List<Ask>> published(JsonNode item, @Nullable Instant endBy) {
        return isFrom("aws:sns", item.path("EventSource"))
                ? read(SnsEnvelope.message(item.path("Sns")), endBy)
                : Optional.empty();
    }

    private static Optional<S3Location> location(JsonNode bucket, JsonNode key, UnaryOperator<String> decode) {
        String name = bucket.path("name").asText();
        return Optional.ofNullable(key.textValue())
                .map(decode)
                .flatMap(decoded -> S3Location.parse("s3://" + name + "/" + decoded))
                .filter(location ->
                        location.bucket().equals(name) && !location.key().isEmpty());
    }

    private List<Ask> asks(S3Location location, JsonNode versionId, JsonNode eTag, @Nullable Instant endBy) {
        return scope.isInput(location)
                ? List.of(DocumentAsks.of(location, versionId.textValue(), eTag.textValue(), endBy))
                : List.of();
    }

    // All or nothing: a record that can't be read must not be dropped silently while the others are answered.
    private static Optional<List<Ask>> each(JsonNode records, Function<JsonNode, Optional<List<Ask>>> read) {
        List<Ask> asks = new ArrayList<>();
        for (JsonNode item : records) {
            Optional<List<Ask>> some = read.apply(item);
            if (some.isEmpty()) {
                return Optional.empty();
            }
            asks.addAll(some.get());
        }
        return records.isArray() && !records.isEmpty() ? Optional.of(asks) : Optional.empty();
    }

    private static boolean isFrom(String source, JsonNode field) {
        return source.equals(field.textValue());
    }
}
