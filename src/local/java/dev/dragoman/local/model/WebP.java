package dev.dragoman.local.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the size from a WebP image's first chunk (RFC 9649, sections 2.5 to 2.7), which the JDK can't. */
final class WebP {
    private static final int FIRST_CHUNK = 12;
    private static final int CONTENT = 20;
    private static final int FOURTEEN_BITS = 0x3fff;

    private WebP() {}

    static Optional<Material> read(byte[] bytes) {
        if (bytes.length < CONTENT + 10
                || !text(bytes, 0).equals("RIFF")
                || !text(bytes, 8).equals("WEBP")) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (text(bytes, FIRST_CHUNK)) {
            // The size follows the frame tag and the start code, which have three bytes each.
            case "VP8 " ->
                picture(buffer.getShort(CONTENT + 6) & FOURTEEN_BITS, buffer.getShort(CONTENT + 8) & FOURTEEN_BITS);
            // After the signature byte: width and height, each minus one, in 14 bits.
            case "VP8L" -> {
                int sizes = buffer.getInt(CONTENT + 1);
                yield picture((sizes & FOURTEEN_BITS) + 1, (sizes >>> 14 & FOURTEEN_BITS) + 1);
            }
            // After the flags: width and height of the canvas, each minus one, in 24 bits.
            case "VP8X" -> picture(threeBytes(buffer, CONTENT + 4) + 1, threeBytes(buffer, CONTENT + 7) + 1);
            default -> Optional.empty();
        };
    }

    private static Optional<Material> picture(int width, int height) {
        return Optional.of(new Material.Picture("a WEBP image of %d x %d pixels".formatted(width, height)));
    }

    private static int threeBytes(ByteBuffer buffer, int at) {
        return (buffer.getShort(at) & 0xffff) | (buffer.get(at + 2) & 0xff) << 16;
    }

    private static String text(byte[] bytes, int at) {
        return new String(bytes, at, 4, StandardCharsets.US_ASCII);
    }
}
