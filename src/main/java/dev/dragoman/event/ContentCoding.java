package dev.dragoman.event;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** The encodings in which a request's body is read (RFC 9110, 8.4.1); one at a time, not one inside another. */
enum ContentCoding {
    IDENTITY {
        @Override
        InputStream open(byte[] body) {
            return new ByteArrayInputStream(body);
        }
    },
    GZIP {
        @Override
        InputStream open(byte[] body) throws IOException {
            return new GZIPInputStream(new ByteArrayInputStream(body));
        }
    },
    DEFLATE {
        @Override
        InputStream open(byte[] body) {
            return new InflaterInputStream(new ByteArrayInputStream(body), new Inflater(!isZlib(body))) {
                @Override
                public void close() throws IOException {
                    super.close();
                    inf.end();
                }
            };
        }
    };

    /** The coding of that name in a {@code Content-Encoding} header; empty for any other. */
    static Optional<ContentCoding> named(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> Optional.of(IDENTITY);
            case "gzip", "x-gzip" -> Optional.of(GZIP);
            case "deflate" -> Optional.of(DEFLATE);
            default -> Optional.empty();
        };
    }

    /** Decodes a body while it is read; reading fails if it is not encoded like that. */
    abstract InputStream open(byte[] body) throws IOException;

    // "deflate" has the zlib format (RFC 1950), but some clients leave its two bytes of header out.
    private static boolean isZlib(byte[] body) {
        return body.length >= 2 && (body[0] & 0x0f) == 8 && (((body[0] & 0xff) << 8) + (body[1] & 0xff)) % 31 == 0;
    }
}
