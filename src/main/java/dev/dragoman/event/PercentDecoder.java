package dev.dragoman.event;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-decoding that returns the text unchanged if it is not properly encoded UTF-8. */
final class PercentDecoder {
    private PercentDecoder() {}

    /**
     * Decodes an object key of an S3 notification, in which {@code +} is a space. A key that S3 can't have encoded like
     * this is taken as it is: "document not found" tells the operator more than an event that is ignored.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
     *     message structure</a>
     */
    static String key(String encoded) {
        return decode(encoded, true);
    }

    /** Decodes the path of a URL, in which {@code +} is a plus. */
    static String path(String encoded) {
        return decode(encoded, false);
    }

    private static String decode(String encoded, boolean plusIsSpace) {
        try {
            byte[] bytes = bytes(encoded);
            ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
            for (int at = 0; at < bytes.length; at++) {
                if (bytes[at] == '%') {
                    int octet = octet(bytes, at);
                    if (octet < 0) {
                        return encoded;
                    }
                    decoded.write(octet);
                    at += 2;
                } else {
                    decoded.write(plusIsSpace && bytes[at] == '+' ? ' ' : bytes[at]);
                }
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return encoded;
        }
    }

    private static byte[] bytes(String text) throws CharacterCodingException {
        ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static int octet(byte[] bytes, int percent) {
        if (percent + 2 >= bytes.length) {
            return -1;
        }
        int high = Character.digit(bytes[percent + 1], 16);
        int low = Character.digit(bytes[percent + 2], 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
