package dev.dragoman.document;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts the images of a GIF. An extension that makes it repeat is neither needed for an animation nor a sign of one.
 *
 * @see <a href="https://www.w3.org/Graphics/GIF/spec-gif89a.txt">GIF89a</a>
 */
final class GifFrames {
    private static final int SIGNATURE_AND_SIZE = 10;
    private static final int AFTER_FLAGS = 2;
    private static final int PLACE_AND_SIZE = 8;

    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2C;

    private final InputStream in;

    private GifFrames(InputStream in) {
        this.in = in;
    }

    /**
     * Whether there is more than one image.
     *
     * @param gif read up to its second image at most
     * @return false too if it breaks off or has a block that is none before: others judge that
     * @throws IOException if reading fails
     */
    static boolean isAnimated(InputStream gif) throws IOException {
        try {
            return new GifFrames(new BufferedInputStream(gif)).hasTwo();
        } catch (EOFException cutOff) {
            return false;
        }
    }

    private boolean hasTwo() throws IOException {
        in.skipNBytes(SIGNATURE_AND_SIZE);
        int flags = next();
        in.skipNBytes(AFTER_FLAGS);
        skipColours(flags);
        boolean one = false;
        while (true) {
            switch (next()) {
                case IMAGE -> {
                    if (one) {
                        return true;
                    }
                    one = true;
                    in.skipNBytes(PLACE_AND_SIZE);
                    skipColours(next());
                    next();
                    skipParts();
                }
                case EXTENSION -> {
                    next();
                    skipParts();
                }
                case 0 -> {
                    // Some programs write one zero too many.
                }
                default -> {
                    return false;
                }
            }
        }
    }

    private void skipColours(int flags) throws IOException {
        if ((flags & 0x80) != 0) {
            in.skipNBytes(3L << ((flags & 7) + 1));
        }
    }

    private void skipParts() throws IOException {
        for (int length = next(); length != 0; length = next()) {
            in.skipNBytes(length);
        }
    }

    private int next() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException();
        }
        return value;
    }
}
