package dev.dragoman.local.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Fetches or decodes an attachment, no more than 64 MB of it, and reads it. A published URL is not fetched. */
final class AttachmentReader {
    static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Publications publications;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    AttachmentReader(Publications publications) {
        this.publications = publications;
    }

    Material read(Attachment attachment) throws ApiError {
        Optional<byte[]> published = publications.find(attachment.reference());
        byte[] bytes =
                published.isPresent() ? published.get() : attachment.isUrl() ? fetch(attachment) : decode(attachment);
        return attachment.picture() ? Pictures.read(bytes, attachment) : Documents.read(bytes, attachment);
    }

    private byte[] fetch(Attachment attachment) throws ApiError {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(attachment.reference()))
                    .timeout(PATIENCE)
                    .build();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw undelivered(attachment, "the server answered " + response.statusCode());
                }
                return bounded(attachment, body.readNBytes(MAX_BYTES + 1));
            }
        } catch (IOException | IllegalArgumentException unreachable) {
            throw undelivered(attachment, "it could not be reached");
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw undelivered(attachment, "the stand-in is closing");
        }
    }

    private static byte[] bounded(Attachment attachment, byte[] bytes) throws ApiError {
        if (bytes.length > MAX_BYTES) {
            throw ApiError.invalid("The file is larger than 64 MB.", attachment.field(), "file_too_large");
        }
        return bytes;
    }

    // The URL is not repeated: a presigned one would carry its signature into logs.
    private static ApiError undelivered(Attachment attachment, String why) {
        return ApiError.invalid("The file could not be downloaded: " + why + ".", attachment.field(), "invalid_value");
    }

    private static byte[] decode(Attachment attachment) throws ApiError {
        String reference = attachment.reference();
        if (reference.contains("://")) {
            throw undelivered(attachment, "only http and https URLs can be fetched");
        }
        String encoded = reference.startsWith("data:") ? reference.substring(reference.indexOf(',') + 1) : reference;
        try {
            return bounded(attachment, Base64.getMimeDecoder().decode(encoded));
        } catch (IllegalArgumentException notBase64) {
            throw ApiError.invalid("The content is not valid base64.", attachment.field(), "invalid_base64");
        }
    }
}
