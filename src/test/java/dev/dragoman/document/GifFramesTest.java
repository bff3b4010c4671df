package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GifFramesTest {
    private static final String HEAD = "474946383961" + "01000100" + "000000";
    private static final String HEAD_WITH_COLOURS = "474946383961" + "01000100" + "800000" + "ffffff000000";
    private static final String IMAGE = "2c0000000001000100" + "00" + "02" + "024401" + "00";
    private static final String IMAGE_WITH_COLOURS =
            "2c0000000001000100" + "81" + "2c2c2c2c2c2c2c2c2c2c2c2c" + "02" + "022c2c" + "00";
    private static final String REPEAT = "21ff0b4e45545343415045322e30" + "0301000000";
    private static final String DELAY = "21f904000a000000";
    private static final String COMMENT = "21fe" + "032c2c2c" + "00";

    @ParameterizedTest
    @CsvSource({
        HEAD + "," + IMAGE + IMAGE + "3b, true",
        HEAD + "," + DELAY + IMAGE + DELAY + IMAGE + "3b, true",
        HEAD + "," + REPEAT + DELAY + IMAGE + DELAY + IMAGE + "3b, true",
        HEAD_WITH_COLOURS + "," + IMAGE_WITH_COLOURS + COMMENT + IMAGE + ", true",
        HEAD + "," + IMAGE + "00" + IMAGE + "3b, true",
        HEAD + "," + IMAGE + "3b, false",
        HEAD + "," + REPEAT + IMAGE + "3b, false",
        HEAD_WITH_COLOURS + "," + COMMENT + IMAGE_WITH_COLOURS + COMMENT + "3b, false",
        HEAD + "," + IMAGE + "3b" + IMAGE + ", false",
        HEAD + "," + IMAGE + "99" + IMAGE + ", false"
    })
    void itIsAnimatedIfItHasTwoImages(String head, String blocks, boolean animated) throws IOException {
        assertThat(isAnimated(HexFormat.of().parseHex(head + blocks))).isEqualTo(animated);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 40})
    void framesAreFoundFarBehindTheFirstBytes(int frames) throws IOException {
        byte[] gif = gif(frames, 300);

        assertThat(gif.length).isGreaterThan(Sniffer.HEAD);
        assertThat(isAnimated(gif)).isEqualTo(frames > 1);
    }

    @Test
    void oneThatIsCutOffIsNone() throws IOException {
        byte[] gif = HexFormat.of().parseHex(HEAD_WITH_COLOURS + COMMENT + IMAGE_WITH_COLOURS + "3b");

        for (int length = 0; length < gif.length; length++) {
            assertThat(isAnimated(Arrays.copyOf(gif, length))).isFalse();
        }
    }

    private static boolean isAnimated(byte[] gif) throws IOException {
        return GifFrames.isAnimated(new ByteArrayInputStream(gif));
    }

    /** Without the extension that repeats: it plays once. */
    static byte[] gif(int frames, int side) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int frame = 0; frame < frames; frame++) {
                writer.writeToSequence(new IIOImage(noise(side, frame), null, null), null);
            }
            writer.endWriteSequence();
        }
        return bytes.toByteArray();
    }

    private static BufferedImage noise(int side, int seed) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_INDEXED);
        Random random = new Random(seed);
        for (int x = 0; x < side; x++) {
            for (int y = 0; y < side; y++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return image;
    }
}
