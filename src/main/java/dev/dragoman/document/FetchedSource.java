package dev.dragoman.document;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a client's URL held. The provider is never given that URL for it: it was fetched since the endpoint takes none.
 *
 * @param name the last segment of the URL's path
 * @param bytes all of it
 */
record FetchedSource(String name, byte[] bytes) implements DocumentSource {
    private static final String UNNAMED = "document";

    /** Named after the path of a URL; percent-encoding stays as it is. */
    static FetchedSource of(String pathAndQuery, byte[] bytes) {
        String path = pathAndQuery.replaceFirst("[?].*", "");
        String name = path.substring(path.lastIndexOf('/') + 1);
        return new FetchedSource(name.isEmpty() ? UNNAMED : name, bytes);
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public byte[] head() {
        return bytes.length <= Sniffer.HEAD ? bytes : Arrays.copyOf(bytes, Sniffer.HEAD);
    }

    @Override
    public byte[] whole() {
        return bytes;
    }

    @Override
    public Optional<String> url(String mediaType) {
        return Optional.empty();
    }
}
