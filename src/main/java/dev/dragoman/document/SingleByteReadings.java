package dev.dragoman.document;

import static java.util.Map.entry;

import dev.dragoman.document.Languages.Language;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * How a text reads in encodings of one byte for each character. Which bytes follow each other is counted once for all of them,
 * so a text of any length takes the same memory.
 */
final class SingleByteReadings {
    private static final int BYTES = 256;
    private static final char UNDEFINED = '\uFFFD';

    /** The sign for any currency, which nobody writes: ISO-8859-15 has the euro there. */
    private static final char CURRENCY = '\u00a4';

    private static final int ODD = -1;
    private static final double USUAL_SIGN = 0.5;
    private static final double SIGN_BESIDE_SIGN = 0.3;
    private static final double DASH_IN_WORDS = 0.2;

    /** The letters of ASCII in a text tell its language, if not surely. */
    private static final double FOREIGN_PAIR = 0.4;

    private static final double MOST_FOREIGN = 3;
    private static final double OTHER_ALPHABET = 0.05;

    private static final String BEFORE_WORDS = "¿¡„“‘”«»‚‹›µ";
    private static final String NEVER_BEFORE_SPACE = "¿¡„‚";
    private static final String AFTER_WORDS = "”’»“«›‹®™©²³ªº°";
    private static final String IN_WORDS = "’·\u00ad";
    private static final String DASHES = "–—…×‑\u00a0";
    private static final String ALONE = "€£§±½¼¾•†‡¥¢‰¹÷¬\u200e\u200f،؟؛";
    private static final String SIGNS = BEFORE_WORDS + AFTER_WORDS + IN_WORDS + DASHES + ALONE;

    // Of those in which a text reads the same, the first is told.
    private static final List<Map.Entry<String, Double>> CHARSETS = List.of(
            entry("windows-1252", 1.0),
            entry("ISO-8859-15", 0.2),
            entry("windows-1250", 0.0),
            entry("ISO-8859-2", -0.3),
            entry("windows-1254", 0.0),
            entry("windows-1257", 0.0),
            entry("windows-1251", 0.0),
            entry("windows-1253", 0.0),
            entry("ISO-8859-7", -0.3),
            entry("windows-1255", 0.0),
            entry("windows-1256", 0.0),
            entry("ISO-8859-6", -1.0),
            entry("x-windows-874", -1.0),
            entry("KOI8-R", -1.0),
            entry("KOI8-U", -1.0),
            entry("ISO-8859-5", -1.5),
            entry("IBM850", -2.0),
            entry("IBM852", -2.0),
            entry("x-MacRoman", -2.0),
            entry("IBM866", -2.0),
            entry("IBM855", -2.5),
            entry("x-MacCyrillic", -2.0));

    private final int[] pairs = new int[BYTES * BYTES];
    private final int[] inWords = new int[BYTES];
    private int last = ' ';
    private int beforeLast = ' ';

    /** Two bytes that follow each other, and how often they do. */
    private record BytePair(int first, int second, int count) {
        boolean isAscii() {
            return first < 0x80 && second < 0x80;
        }
    }

    void read(byte value) {
        int now = value & 0xFF;
        pairs[last * BYTES + now]++;
        if (last >= 0x80 && isInWord(beforeLast) && isInWord(now)) {
            inWords[last]++;
        }
        beforeLast = last;
        last = now;
    }

    private static boolean isInWord(int value) {
        return value >= 0x80 || Character.isLetter(value);
    }

    /** All readings; the text is over. */
    List<Reading> all() {
        read((byte) ' ');
        List<BytePair> found = found();
        double[] foreign = foreign(found.stream().filter(BytePair::isAscii).toList());
        List<BytePair> others = found.stream().filter(pair -> !pair.isAscii()).toList();
        List<Reading> all = new ArrayList<>();
        for (Map.Entry<String, Double> charset : CHARSETS) {
            Reading reading = reading(charset.getKey(), charset.getValue(), others, foreign);
            if (reading != null) {
                all.add(reading);
            }
        }
        return all;
    }

    private List<BytePair> found() {
        List<BytePair> found = new ArrayList<>();
        for (int pair = 0; pair < pairs.length; pair++) {
            if (pairs[pair] > 0) {
                found.add(new BytePair(pair / BYTES, pair % BYTES, pairs[pair]));
            }
        }
        return found;
    }

    // How much less than in another language the letters of ASCII are at home in each.
    private static double[] foreign(List<BytePair> bytes) {
        Map<Integer, Integer> ascii = new HashMap<>();
        for (BytePair pair : bytes) {
            ascii.merge(
                    Languages.pair(folded((char) pair.first()), folded((char) pair.second())),
                    pair.count(),
                    Integer::sum);
        }
        ascii.remove(Languages.pair(Languages.NO_LETTER, Languages.NO_LETTER));
        List<Language> languages = Languages.alphabetic();
        double[] usual = new double[languages.size()];
        for (int i = 0; i < usual.length; i++) {
            for (Map.Entry<Integer, Integer> pair : ascii.entrySet()) {
                usual[i] += pair.getValue() * languages.get(i).ascii().getOrDefault(pair.getKey(), 0f);
            }
        }
        double best = DoubleStream.of(usual).max().orElse(0);
        long all = ascii.values().stream().mapToLong(count -> count).sum();
        double[] foreign = new double[usual.length];
        for (int i = 0; i < usual.length; i++) {
            boolean other = languages.get(i).ascii().isEmpty();
            foreign[i] = Math.min(MOST_FOREIGN, other ? OTHER_ALPHABET * all : FOREIGN_PAIR * (best - usual[i]));
        }
        return foreign;
    }

    private static String table(String charset) {
        byte[] all = new byte[BYTES];
        for (int value = 0; value < BYTES; value++) {
            all[value] = (byte) value;
        }
        return new String(all, Charset.forName(charset));
    }

    private @Nullable Reading reading(String charset, double prior, List<BytePair> found, double[] foreign) {
        String table = Charset.isSupported(charset) ? table(charset) : "";
        StringBuilder text = new StringBuilder();
        boolean[] used = new boolean[BYTES];
        found.forEach(pair -> used[pair.second()] = true);
        for (int value = 0x80; value < BYTES; value++) {
            if (used[value]) {
                char character = table.isEmpty() ? UNDEFINED : table.charAt(value);
                if (isNoCharacter(character)) {
                    return null;
                }
                text.append(character);
            }
        }
        Map<Integer, Integer> letters = new HashMap<>();
        long count = 0;
        double sum = 0;
        for (BytePair pair : found) {
            char before = table.charAt(pair.first());
            char after = table.charAt(pair.second());
            if (isSign(before) || isSign(after)) {
                sum += pair.count() * signs(before, after);
            } else if (folded(before) < 0x80 && folded(after) < 0x80) {
                continue;
            } else if (isOdd(before, after)) {
                sum += pair.count() * ODD;
            } else {
                letters.merge(Languages.pair(folded(before), folded(after)), pair.count(), Integer::sum);
            }
            count += pair.count();
        }
        for (int value = 0x80; value < BYTES; value++) {
            char character = table.charAt(value);
            if (inWords[value] > 0 && isSign(character) && (IN_WORDS + DASHES + "ªº").indexOf(character) < 0) {
                sum += (double) inWords[value] * 2 * ODD;
            }
        }
        double[] best = best(letters, foreign);
        return new Reading(charset, prior, sum + best[0], (sum + best[1]) / Math.max(1, count), text.toString());
    }

    // In the language in which it reads best: with what the letters of ASCII say, and without.
    private static double[] best(Map<Integer, Integer> letters, double[] foreign) {
        double[] best = {Double.NEGATIVE_INFINITY, 0};
        List<Language> languages = Languages.alphabetic();
        for (int i = 0; i < foreign.length; i++) {
            double sum = 0;
            for (Map.Entry<Integer, Integer> pair : letters.entrySet()) {
                sum += pair.getValue() * Languages.usual(languages.get(i), pair.getKey());
            }
            if (sum - foreign[i] > best[0]) {
                best = new double[] {sum - foreign[i], sum};
            }
        }
        return best;
    }

    private static boolean isNoCharacter(char character) {
        return character == UNDEFINED
                || character == CURRENCY
                || switch (Character.getType(character)) {
                    case Character.CONTROL, Character.UNASSIGNED, Character.PRIVATE_USE -> true;
                    default -> false;
                };
    }

    private static boolean isLetter(char character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> Character.isLetter(character) && "ªºµ".indexOf(character) < 0;
        };
    }

    private static boolean isSign(char character) {
        return character >= 0x80 && !isLetter(character);
    }

    private static char folded(char character) {
        return isLetter(character) ? Character.toLowerCase(character) : Languages.NO_LETTER;
    }

    // Capitals begin words, and a word is of one script.
    private static boolean isOdd(char before, char after) {
        return (Character.isLowerCase(before) && Character.isUpperCase(after))
                || (isLetter(before)
                        && isLetter(after)
                        && Character.UnicodeScript.of(before) != Character.UnicodeScript.of(after)
                        && Character.UnicodeScript.of(before) != Character.UnicodeScript.INHERITED
                        && Character.UnicodeScript.of(after) != Character.UnicodeScript.INHERITED);
    }

    private static double signs(char before, char after) {
        double first = isSign(before) ? sign(before, after, true) : 0;
        double second = isSign(after) ? sign(after, before, false) : 0;
        return isSign(before) && isSign(after) ? (first + second) / 2 : first + second;
    }

    private static double sign(char sign, char beside, boolean before) {
        if (SIGNS.indexOf(sign) < 0
                || (before && NEVER_BEFORE_SPACE.indexOf(sign) >= 0 && Character.isWhitespace(beside))) {
            return ODD;
        }
        if (isSign(beside)) {
            return SIGN_BESIDE_SIGN;
        }
        if (!isLetter(beside)) {
            return USUAL_SIGN;
        }
        if (DASHES.indexOf(sign) >= 0) {
            return DASH_IN_WORDS;
        }
        // Greek has it where a vowel is left out at a word's end, and in one of its encodings it stands for a capital's
        // accent.
        if (before && sign == '’' && Character.UnicodeScript.of(beside) == Character.UnicodeScript.GREEK) {
            return ODD;
        }
        boolean joins = IN_WORDS.indexOf(sign) >= 0 || (before ? BEFORE_WORDS + "°" : AFTER_WORDS).indexOf(sign) >= 0;
        return joins ? USUAL_SIGN : ODD;
    }
}
