package dev.dragoman.document;

import java.io.IOException;
import java.util.Optional;

/** A document before it is attached; read only as far as is asked for. */
interface DocumentSource {
    /** Its file name, which tells among types that begin alike. */
    String name();

    /** In bytes, known without reading. */
    long size();

    /** The first {@value Sniffer#HEAD} bytes, or all where there are fewer. */
    byte[] head() throws IOException;

    /** All of it. */
    byte[] whole() throws IOException;

    /** A URL that the provider can fetch it from as that media type; empty where there is none. */
    Optional<String> url(String mediaType);
}
