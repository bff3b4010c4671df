package dev.dragoman.document;

import dev.dragoman.document.EncodingDetector.Detected;
import dev.dragoman.document.EncodingDetector.TextFault;
import dev.dragoman.outcome.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Decodes text by its bytes alone, in the encoding that {@link EncodingDetector} tells. */
final class TextDecoder {
    /** What bytes are. */
    sealed interface Decoded {
        /**
         * Text.
         *
         * @param text without byte order mark
         * @param encoding its name
         */
        record PlainText(String text, String encoding) implements Decoded {}

        /**
         * None.
         *
         * @param wrongAt the offset of the first byte that is no text
         * @param why what is wrong
         */
        record NoText(long wrongAt, TextFault why) implements Decoded {
            Problem problem(ErrorSubject subject) {
                return why.problem(subject, wrongAt);
            }
        }
    }

    /** One in so many characters may be a control character that texts do not usually have. */
    private static final int CONTROLS = 50;

    private TextDecoder() {}

    /**
     * Decodes.
     *
     * @param bytes all of a document
     */
    static Decoded decode(byte[] bytes) {
        Detected verdict = EncodingDetector.of(bytes);
        return verdict instanceof Detected.KnownEncoding text
                ? decode(bytes, text.mark(), Charset.forName(text.encoding()))
                : new Decoded.NoText(((Detected.NoEncoding) verdict).wrongAt(), ((Detected.NoEncoding) verdict).why());
    }

    /**
     * Whether a document is text, judging by its beginning. In what encoding, only all of it tells.
     *
     * @param head its first bytes
     */
    static boolean isLikely(byte[] head) {
        String bytes = new String(head, StandardCharsets.ISO_8859_1);
        if (firstStrange(bytes) < 0) {
            return true;
        }
        byte[] even = Arrays.copyOf(head, head.length / 4 * 4);
        return EncodingDetector.of(even) instanceof Detected.KnownEncoding text
                && text.encoding().matches("UTF-(16|32)..")
                && decode(even, text.mark(), Charset.forName(text.encoding())) instanceof Decoded.PlainText;
    }

    /** How many bytes of a document's beginning are text, as far as no zero and not too many control characters are in them. */
    static int beginning(byte[] head) {
        int strange = firstStrange(new String(head, StandardCharsets.ISO_8859_1));
        return strange < 0 ? head.length : strange;
    }

    private static Decoded decode(byte[] bytes, int from, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        CharBuffer out = CharBuffer.allocate(bytes.length - from);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            return new Decoded.NoText(in.position(), TextFault.DAMAGED);
        }
        String text = out.flip().toString();
        int strange = firstStrange(text);
        return strange < 0
                ? new Decoded.PlainText(text, charset.name())
                : new Decoded.NoText(from + text.substring(0, strange).getBytes(charset).length, TextFault.BINARY);
    }

    /** Where the first character is that makes a text binary: a zero, or of many control characters the first. */
    private static int firstStrange(CharSequence text) {
        int first = -1;
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0) {
                return i;
            }
            if (isStrange(text.charAt(i))) {
                first = count == 0 ? i : first;
                count++;
            }
        }
        return count > Math.max(2, text.length() / CONTROLS) ? first : -1;
    }

    private static boolean isStrange(int character) {
        return character < ' ' && "\t\n\f\r\u001b".indexOf(character) < 0;
    }
}
