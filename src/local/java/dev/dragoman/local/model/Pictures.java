package dev.dragoman.local.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads the header of a picture. */
final class Pictures {
    private Pictures() {}

    static Material read(byte[] bytes, Attachment attachment) throws ApiError {
        Optional<Material> webP = WebP.read(bytes);
        return webP.isPresent() ? webP.get() : readable(bytes, attachment);
    }

    private static Material readable(byte[] bytes, Attachment attachment) throws ApiError {
        try (ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw unreadable(attachment);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                return new Material.Picture("a %s image of %d x %d pixels"
                        .formatted(
                                reader.getFormatName().toUpperCase(Locale.ROOT),
                                reader.getWidth(0),
                                reader.getHeight(0)));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException broken) {
            throw unreadable(attachment);
        }
    }

    private static ApiError unreadable(Attachment attachment) {
        return ApiError.invalid(
                "The image could not be read: PNG, JPEG, GIF, WebP, BMP and TIFF are.",
                attachment.field(),
                "invalid_image_format");
    }
}
