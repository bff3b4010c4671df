package dev.dragoman.document;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * An object in S3.
 *
 * @param objects reads it
 * @param object which
 * @param urlLifetime how long its URL is valid
 */
record StoredSource(S3Reader objects, StoredObject object, Duration urlLifetime) implements DocumentSource {
    @Override
    public String name() {
        String key = object.location().key();
        return key.substring(key.lastIndexOf('/') + 1);
    }

    @Override
    public long size() {
        return object.size();
    }

    @Override
    public byte[] head() throws IOException {
        return objects.firstBytes(object, Sniffer.HEAD);
    }

    @Override
    public byte[] whole() throws IOException {
        return objects.wholeOf(object);
    }

    @Override
    public Optional<String> url(String mediaType) {
        return Optional.of(objects.presign(object, mediaType, urlLifetime));
    }
}
