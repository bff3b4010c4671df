package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads S3's notifications, in each of the shapes in which they arrive, and those of MinIO and Ceph, which are like them. New
 * objects within the scope are documents to answer. A closed list of other notifications needs no work; any other is not
 * understood, and so not acknowledged.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
 *     message structure</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">EventBridge event structure</a>
 */
final class S3Notifications {
    private static final String CREATED = "objectcreated:";

    /** What happens to objects that are there already, or are gone, up to the first colon. */
    private static final Set<String> NO_WORK = Set.of(
            "objectremoved",
            "objectrestore",
            "reducedredundancylostobject",
            "replication",
            "lifecycleexpiration",
            "lifecycletransition",
            "intelligenttiering",
            "objecttagging",
            "objectacl",
            // MinIO's and Ceph's
            "objectaccessed",
            "objectlifecycle",
            "objecttransition",
            "bucketcreated",
            "bucketremoved",
            "scanner");

    /** The same in EventBridge's words. */
    private static final Set<String> NO_WORK_BRIDGED = Set.of(
            "Object Deleted",
            "Object Restore Initiated",
            "Object Restore Completed",
            "Object Restore Expired",
            "Object Storage Class Changed",
            "Object Access Tier Changed",
            "Object ACL Updated",
            "Object Tags Added",
            "Object Tags Deleted");

    private static final Set<String> TEST_FIELDS = Set.of("Service", "Event", "Time", "Bucket", "RequestId", "HostId");

    private static final Set<String> SOURCES = Set.of("aws:s3", "minio:s3", "ceph:s3");

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
        Optional<List<Ask>> direct = each(records, item -> direct(item, node.path("EventName"), endBy));
        return direct.isPresent() ? direct : each(records, item -> published(item, endBy));
    }

    // S3 sends a test event once, when notifications are switched on. It has these fields and no others.
    private static boolean isTest(JsonNode node) {
        return isFrom("Amazon S3", node.path("Service"))
                && isFrom("s3:TestEvent", node.path("Event"))
                && node.properties().stream().map(Map.Entry::getKey).allMatch(TEST_FIELDS::contains);
    }

    // MinIO has the event's name above the records too.
    private Optional<List<Ask>> direct(JsonNode item, JsonNode named, @Nullable Instant endBy) {
        JsonNode own = item.path("eventName");
        String text = own.isTextual() ? own.textValue() : named.textValue();
        if (!SOURCES.contains(item.path("eventSource").asText()) || text == null) {
            return Optional.empty();
        }
        String name = text.toLowerCase(Locale.ROOT).replaceFirst("^s3:", "");
        if (!name.startsWith(CREATED)) {
            return NO_WORK.contains(name.replaceFirst(":.*", "")) ? Optional.of(List.of()) : Optional.empty();
        }
        JsonNode object = item.path("s3").path("object");
        return location(item.path("s3").path("bucket"), object.path("key"), PercentDecoder::key)
                .map(location -> asks(location, object.path("versionId"), object.path("eTag"), endBy));
    }

    // EventBridge does not URL-encode keys.
    private Optional<List<Ask>> bridged(JsonNode event, @Nullable Instant endBy) {
        if (!isFrom("Object Created", event.path("detail-type"))) {
            return NO_WORK_BRIDGED.contains(event.path("detail-type").asText())
                    ? Optional.of(List.of())
                    : Optional.empty();
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
