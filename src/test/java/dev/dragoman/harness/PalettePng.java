package dev.dragoman.harness;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import javax.imageio.ImageIO;

/** Pictures of pages as small files: a page has few colours, so the 256 most frequent stand for all. */
public final class PalettePng {
    private static final int COLOURS = 256;

    private PalettePng() {}

    /**
     * Writes a picture.
     *
     * @param png of any number of colours
     * @param file to be made or replaced
     */
    public static void write(byte[] png, Path file) throws IOException {
        BufferedImage from = ImageIO.read(new ByteArrayInputStream(png));
        int[] pixels = from.getRGB(0, 0, from.getWidth(), from.getHeight(), null, 0, from.getWidth());
        int[] palette = palette(pixels);
        Map<Integer, Integer> places = new HashMap<>();
        BufferedImage to = new BufferedImage(
                from.getWidth(),
                from.getHeight(),
                BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(Byte.SIZE, palette.length, palette, 0, false, -1, 0));
        for (int i = 0; i < pixels.length; i++) {
            int place = places.computeIfAbsent(pixels[i], colour -> nearest(colour, palette));
            to.getRaster().setSample(i % from.getWidth(), i / from.getWidth(), 0, place);
        }
        ImageIO.write(to, "png", file.toFile());
    }

    private static int[] palette(int[] pixels) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel, 1, Integer::sum);
        }
        List<Entry<Integer, Integer>> frequent = counts.entrySet().stream()
                .sorted(Entry.<Integer, Integer>comparingByValue().reversed())
                .limit(COLOURS)
                .toList();
        return frequent.stream().mapToInt(Entry::getKey).toArray();
    }

    private static int nearest(int colour, int[] palette) {
        int best = 0;
        for (int place = 1; place < palette.length; place++) {
            if (distance(colour, palette[place]) < distance(colour, palette[best])) {
                best = place;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            int difference = (one >> shift & 0xff) - (other >> shift & 0xff);
            sum += difference * difference;
        }
        return sum;
    }
}
