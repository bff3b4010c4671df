package dev.dragoman.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.mozilla.universalchardet.UniversalDetector;

/**
 * Tells in what encoding a text is that has no mark and is not UTF-8. A detector, which knows how often letters follow each
 * other, tells other scripts. It does not tell apart encodings with the same letters in other places, nor those of Latin
 * letters: there it is asked in which of them the text reads best.
 */
final class EncodingDetector {
    /** The detector copies what it gets, so it gets little at a time. */
    private static final int PIECE = 8 * 1024;

    /** How odd a text may read, as {@link #oddness} counts: texts have mistakes, and names of other languages. */
    private static final int MOST_ODD = 10;

    /** Words put together, as programs have them, have capitals in them: {@code prüfeÄnderung}. */
    private static final int MOST_ODD_LATIN = 50;

    private static final int NEVER = Integer.MAX_VALUE;

    /** Words with so many letters beyond ASCII in a row are not of Latin letters. */
    private static final int LONG_RUN = 3;

    /** The sign for any currency, which nobody writes: ISO-8859-15 has the euro there. */
    private static final char CURRENCY = '\u00a4';

    private static final byte HIRAGANA = (byte) 0xA4;
    private static final byte KATAKANA = (byte) 0xA5;

    private static final String BEFORE_NO_LETTER = "¶†‡";

    /** From here on characters are of scripts without alphabet or capitals. */
    private static final char ASIAN = '\u3000';

    // In this order, which decides between those in which a text reads equally well.
    private static final List<Charset> LATIN = known(
            "windows-1252",
            "ISO-8859-15",
            "windows-1250",
            "ISO-8859-2",
            "windows-1254",
            "windows-1257",
            "IBM850",
            "x-MacRoman");

    // The letters beyond ASCII of one language each. Text in a wrong encoding has letters that no language has
    // together.
    private static final List<String> LANGUAGES = List.of(
            "äöüßé",
            "àâæçèéêëîïñôœùûüÿ",
            "áéíñóúüçªº",
            "áàâãçéêíóôõúüªº",
            "àèéìíîòóùúªº",
            "áéèëêïíóöüúç",
            "æøåéèêóòâôäöü",
            "åäöéàüšž",
            "áðéíóúýþæö",
            "àçèéíïòóúü",
            "äöõüšž",
            "ąćęłńóśźżé",
            "áčďéěíňóřšťúůýžöü",
            "áäčďéíĺľňóôŕšťúýžöü",
            "áéíóöőúüűä",
            "ăâîşţșțé",
            "čćđšž",
            "çğıöşüâîû",
            "ąčęėįšųūž",
            "āčēģīķļņšūžõ",
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
            "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
            "абвгдђежзијклљмнњопрстћуфхцчџш",
            "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
            "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ");

    private EncodingDetector() {}

    /**
     * Guesses.
     *
     * @param bytes all of a text
     * @return an encoding in which all of it can be read; empty if none is likely enough
     */
    static Optional<Charset> of(byte[] bytes) {
        boolean ascii = isMostlyAscii(bytes);
        boolean latin = ascii && hasLatinWords(bytes);
        CharBuffer text = CharBuffer.allocate(bytes.length + 1);
        return Stream.<Supplier<Optional<Charset>>>of(
                        () -> latin ? best(LATIN, bytes, text, MOST_ODD_LATIN) : Optional.empty(),
                        () -> best(detected(bytes), bytes, text, MOST_ODD),
                        () -> ascii ? best(LATIN, bytes, text, 0) : Optional.empty(),
                        () -> latin ? ofSigns(bytes, text) : Optional.empty())
                .flatMap(guess -> guess.get().stream())
                .findFirst();
    }

    // What has no letters beyond ASCII can be wrong in its signs only.
    private static Optional<Charset> ofSigns(byte[] bytes, CharBuffer text) {
        Charset usual = LATIN.get(0);
        return isRead(bytes, usual, text.clear())
                        && text.flip().chars().noneMatch(character -> character >= 0x80 && isLetter((char) character))
                ? Optional.of(usual)
                : Optional.empty();
    }

    /**
     * Guesses at a text that is ASCII throughout.
     *
     * @param bytes all of a text
     * @return an encoding that switches between sets of characters by escape sequences; empty if it is plain ASCII
     */
    static Optional<Charset> ofEscapes(byte[] bytes) {
        for (int i = 1; i < bytes.length; i++) {
            if (bytes[i - 1] == 0x1b && bytes[i] == '$') {
                return best(detected(bytes), bytes, CharBuffer.allocate(bytes.length + 1), MOST_ODD);
            }
        }
        return Optional.empty();
    }

    private static List<Charset> known(String... names) {
        return Stream.of(names)
                .filter(Charset::isSupported)
                .map(Charset::forName)
                .toList();
    }

    private static List<Charset> detected(byte[] bytes) {
        UniversalDetector detector = new UniversalDetector();
        for (int i = 0; i < bytes.length && !detector.isDone(); i += PIECE) {
            detector.handleData(bytes, i, Math.min(PIECE, bytes.length - i));
        }
        detector.dataEnd();
        String name = detector.getDetectedCharset();
        return name == null ? List.of() : readings(name, bytes);
    }

    /** What the detector's word stands for: some programs write more characters than their encoding's standard has. */
    private static List<Charset> readings(String detected, byte[] bytes) {
        return switch (detected.toUpperCase(Locale.ROOT)) {
            case "SHIFT_JIS" -> known("Shift_JIS", "windows-31j");
            case "EUC-KR" -> known("EUC-KR", "x-windows-949");
            case "BIG5" -> known("Big5", "Big5-HKSCS");
            case "GB18030" -> hasKana(bytes) ? known("EUC-JP") : known("GBK", "GB18030");
            case "EUC-TW" -> known("x-EUC-TW");
            case "TIS620", "TIS-620" -> known("TIS-620", "x-windows-874");
            case "ISO-8859-8" -> known("windows-1255");
            case "ISO-8859-7", "WINDOWS-1253" -> known("windows-1253", "ISO-8859-7");
            case "WINDOWS-1251", "MACCYRILLIC" -> known("windows-1251", "x-MacCyrillic");
            case "KOI8-R" -> known("KOI8-R", "KOI8-U");
            // Told of anything that has no better name; what is Latin was looked for before.
            case "WINDOWS-1252", "US-ASCII" -> List.of();
            default -> known(detected);
        };
    }

    // Japanese syllables have the same bytes in EUC-JP and in GBK, and nobody writes them in Chinese.
    private static boolean hasKana(byte[] bytes) {
        int high = 0;
        int kana = 0;
        for (byte value : bytes) {
            high += value < 0 ? 1 : 0;
            kana += value == HIRAGANA || value == KATAKANA ? 1 : 0;
        }
        return kana * 10 > high;
    }

    private static Optional<Charset> best(List<Charset> charsets, byte[] bytes, CharBuffer text, int mostOdd) {
        Charset best = null;
        int least = mostOdd + 1;
        for (Charset charset : charsets) {
            if (least == 0) {
                break;
            }
            int odd = isRead(bytes, charset, text.clear()) ? oddness(text.flip()) : NEVER;
            if (odd < least) {
                best = charset;
                least = odd;
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean isRead(byte[] bytes, Charset charset, CharBuffer text) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes), text, true)
                .isUnderflow();
    }

    /**
     * How odd a text reads, by what holds in every language: capitals begin words, signs do not stand within words, and a word is
     * of one script.
     *
     * @return what share of the characters beyond ASCII, in percent; one more if no language has all the letters;
     *     {@link #NEVER} if one is no character
     */
    private static int oddness(CharBuffer text) {
        BitSet letters = new BitSet();
        int high = 0;
        int odd = 0;
        char last = 0;
        for (int i = 0; i < text.length(); i++) {
            char now = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (now >= 0x80) {
                if (isNoCharacter(now)) {
                    return NEVER;
                }
                high++;
                if (isAlphabetic(now)) {
                    letters.set(Character.toLowerCase(now));
                }
                odd += isOddSign(last, now, next) ? 1 : 0;
            }
            odd += (now >= 0x80 || last >= 0x80) && isOddPair(last, now) ? 1 : 0;
            last = now;
        }
        int share = (odd * 100 + high - 1) / Math.max(1, high);
        return share + (isOfOneLanguage(letters) ? 0 : 1);
    }

    private static boolean isNoCharacter(char character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.UNASSIGNED, Character.PRIVATE_USE -> true;
            default -> false;
        };
    }

    private static boolean isOddSign(char last, char now, char next) {
        boolean within = isSign(now) && isInWord(last) && isInWord(next) && (isLetter(last) || isLetter(next));
        return within || now == CURRENCY || (BEFORE_NO_LETTER.indexOf(now) >= 0 && isLetter(next));
    }

    private static boolean isInWord(char character) {
        return isLetter(character) || (character >= 0x80 && isSign(character));
    }

    // Apostrophes, dashes, dots and the like do stand within words.
    private static boolean isSign(char character) {
        return switch (Character.getType(character)) {
            case Character.MATH_SYMBOL,
                    Character.CURRENCY_SYMBOL,
                    Character.MODIFIER_SYMBOL,
                    Character.OTHER_SYMBOL,
                    Character.OTHER_NUMBER,
                    Character.START_PUNCTUATION -> true;
            case Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION, Character.OTHER_PUNCTUATION ->
                "·…’‘".indexOf(character) < 0 && character < ASIAN;
            default -> false;
        };
    }

    // The sign for a millionth is a Greek letter and belongs to no language.
    private static boolean isLetter(char character) {
        return Character.isLetter(character) && character != 'µ';
    }

    // Only alphabets are listed.
    private static boolean isAlphabetic(char character) {
        return isLetter(character) && character < ASIAN && Character.toLowerCase(character) >= 0x80;
    }

    private static boolean isOddPair(char last, char now) {
        return (Character.isLowerCase(last) && Character.isUpperCase(now) && last != 'µ')
                || (isLatin(last) && isAlphabet(now))
                || (isAlphabet(last) && isLatin(now));
    }

    private static boolean isOfOneLanguage(BitSet letters) {
        return LANGUAGES.stream()
                .anyMatch(language -> letters.stream().allMatch(letter -> language.indexOf(letter) >= 0));
    }

    private static boolean isLatin(char letter) {
        return Character.UnicodeScript.of(letter) == Character.UnicodeScript.LATIN;
    }

    private static boolean isAlphabet(char letter) {
        return switch (Character.UnicodeScript.of(letter)) {
            case CYRILLIC, GREEK, HEBREW, THAI -> true;
            default -> false;
        };
    }

    /** Whether letters beyond ASCII stand alone or by twos among others. */
    private static boolean hasLatinWords(byte[] bytes) {
        int high = 0;
        int inRuns = 0;
        int run = 0;
        for (byte value : bytes) {
            run = value < 0 ? run + 1 : 0;
            high += value < 0 ? 1 : 0;
            inRuns += run == LONG_RUN ? LONG_RUN : run > LONG_RUN ? 1 : 0;
        }
        return inRuns * 2 <= high;
    }

    private static boolean isMostlyAscii(byte[] bytes) {
        int others = 0;
        for (byte value : bytes) {
            others += value < 0 ? 1 : 0;
        }
        return others <= Math.max(3, bytes.length * 3 / 10);
    }
}
