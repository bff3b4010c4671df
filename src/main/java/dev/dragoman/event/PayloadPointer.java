package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.dragoman.json.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the SQS extended client for Java sends in place of a large message: a list of a class name and the place of the object
 * that holds the message.
 *
 * @param location the object
 * @param endBy when the invocation that brought it ends; null means never
 * @see <a href="https://github.com/awslabs/amazon-sqs-java-extended-client-lib">The client</a>
 */
public record PayloadPointer(S3Location location, @Nullable Instant endBy) {
    /** The message attribute that tells the client to look for a pointer: the size of the object in bytes, a number. */
    public static final String SIZE_ATTRIBUTE = "ExtendedPayloadSize";

    private static final String CURRENT = "software.amazon.payloadoffloading.PayloadS3Pointer";
    private static final Set<String> NAMES = Set.of(CURRENT, "com.amazon.sqs.javamessaging.MessageS3Pointer");

    /** Whether this is a pointer, if perhaps one without a proper place. */
    static boolean isOne(JsonNode node) {
        return node.isArray() && NAMES.contains(node.path(0).asText());
    }

    /** Reads a pointer; empty if it names no object. */
    static Optional<PayloadPointer> read(JsonNode node, @Nullable Instant endBy) {
        JsonNode place = node.path(1);
        String uri = "s3://%s/%s"
                .formatted(
                        place.path("s3BucketName").asText(), place.path("s3Key").asText());
        return S3Location.parse(uri)
                .filter(location -> !location.key().isEmpty())
                .map(location -> new PayloadPointer(location, endBy));
    }

    /**
     * Writes a pointer as the client reads it.
     *
     * @param location the object
     * @return the message's body
     */
    public static String write(S3Location location) {
        ArrayNode pointer = Json.object().putArray("pointer");
        pointer.add(CURRENT).addObject().put("s3BucketName", location.bucket()).put("s3Key", location.key());
        return Json.text(pointer);
    }
}
