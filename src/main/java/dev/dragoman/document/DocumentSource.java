package dev.dragoman.document;

import dev.dragoman.event.S3Location;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a document's bytes come from; no more of it is read than is asked for. */
sealed interface DocumentSource {
    /** Its file name, which tells apart the types that begin alike. */
    String name();

    /** In bytes, known without reading. */
    long size();

    /** Whether it is in memory already, and was counted when it came. */
    boolean isHere();

    /**
     * The first {@value Sniffer#HEAD} bytes, or all of a shorter document.
     *
     * @throws IOException if reading breaks off
     */
    byte[] head() throws IOException;

    /**
     * The head, and after it the last {@value #TAIL} bytes, which may overlap.
     *
     * @throws IOException if reading breaks off
     */
    byte[] headAndTail() throws IOException;

    /** A ZIP's directory is at its end. */
    int TAIL = 64 * 1024;

    /**
     * All of it.
     *
     * @throws IOException if reading breaks off
     */
    byte[] whole() throws IOException;

    /**
     * All of it, from its beginning, without holding it. To be closed; it need not be read to its end.
     *
     * @throws IOException if reading breaks off
     */
    InputStream open() throws IOException;

    /**
     * A URL from which the provider can fetch it as that media type.
     *
     * @return empty if there is none
     */
    Optional<String> url(String mediaType);

    /**
     * What a URL or data URI of this document stands for: the same bytes have the same identity.
     *
     * @return empty if that text is the same for every call
     */
    Optional<String> identity();

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }

    /** What was done to the reference, in words for the caller; the attachment's form follows. */
    String adjustment();

    /**
     * An object in S3, as HeadObject describes it.
     *
     * @param s3 reads it
     * @param location its bucket and key
     * @param versionId its version; null in a bucket without versions
     * @param eTag its entity tag, without quotes
     * @param size in bytes
     */
    record StoredSource(
            S3Reader s3,
            S3Location location,
            @Nullable String versionId,
            @Nullable String eTag,
            long size) implements DocumentSource {
        @Override
        public String name() {
            String key = location.key();
            return key.substring(key.lastIndexOf('/') + 1);
        }

        @Override
        public boolean isHere() {
            return false;
        }

        @Override
        public byte[] head() throws IOException {
            return s3.firstBytes(this, Sniffer.HEAD);
        }

        @Override
        public byte[] headAndTail() throws IOException {
            return joined(head(), s3.lastBytes(this, (int) Math.min(TAIL, size)));
        }

        @Override
        public byte[] whole() throws IOException {
            return s3.allBytes(this);
        }

        /**
         * Some of its bytes.
         *
         * @throws IOException if reading breaks off
         */
        byte[] range(long first, int count) throws IOException {
            return s3.range(this, first, count);
        }

        @Override
        public InputStream open() {
            return s3.stream(this);
        }

        @Override
        public Optional<String> url(String mediaType) {
            return Optional.of(s3.presign(this, mediaType));
        }

        @Override
        public Optional<String> identity() {
            return Optional.of(location.uri() + "#" + (versionId == null ? eTag : versionId));
        }

        @Override
        public String adjustment() {
            return "resolved to";
        }
    }

    /**
     * A file that Dragoman fetched because the endpoint takes no file URL. So the provider never gets the file's URL.
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
        public boolean isHere() {
            return true;
        }

        @Override
        public byte[] head() {
            return bytes.length <= Sniffer.HEAD ? bytes : Arrays.copyOf(bytes, Sniffer.HEAD);
        }

        @Override
        public byte[] headAndTail() {
            return joined(head(), Arrays.copyOfRange(bytes, Math.max(0, bytes.length - TAIL), bytes.length));
        }

        @Override
        public byte[] whole() {
            return bytes;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public Optional<String> url(String mediaType) {
            return Optional.empty();
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }

        @Override
        public String adjustment() {
            return "fetched and sent as";
        }
    }
}
