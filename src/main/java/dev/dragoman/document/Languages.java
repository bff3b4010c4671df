package dev.dragoman.document;

import dev.dragoman.json.BuiltIn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which letters follow each other in the languages that are written in alphabets, and which signs the others use most. */
final class Languages {
    /** Stands for all that is no letter. */
    static final char NO_LETTER = ' ';

    /**
     * A language of an alphabet.
     *
     * @param letters its letters beyond ASCII
     * @param pairs how usual pairs with a letter beyond ASCII are, from 0.5 to 1
     * @param ascii how usual pairs of ASCII are, from 0.5 to 1; empty if it has another alphabet
     */
    record Language(BitSet letters, Map<Integer, Float> pairs, Map<Integer, Float> ascii) {}

    private static final String RESOURCE = "/languages.tsv";
    private static final int BITS = 16;

    private static final double OTHERS = 0.4;
    private static final double SELDOM = 0;
    private static final double UNKNOWN = -1;

    private static final Set<Integer> ANYWHERE = new HashSet<>();
    private static final List<Language> ALPHABETIC = new ArrayList<>();
    private static final Map<String, BitSet> SIGNS = new HashMap<>();

    static {
        BuiltIn.text(RESOURCE).lines().filter(line -> !line.startsWith("#")).forEach(Languages::add);
    }

    private Languages() {}

    private static void add(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length == 2) {
            SIGNS.put(fields[0], letters(fields[1]));
        } else {
            Language language = new Language(letters(fields[1]), values(fields[1]), values(fields[2]));
            ALPHABETIC.add(language);
            ANYWHERE.addAll(language.pairs().keySet());
        }
    }

    private static BitSet letters(String letters) {
        return letters.chars().filter(letter -> letter >= 0x80).collect(BitSet::new, BitSet::set, BitSet::or);
    }

    private static Map<Integer, Float> values(String pairs) {
        Map<Integer, Float> values = new HashMap<>();
        String letters = pairs.replace('_', NO_LETTER);
        for (int i = 0; i + 1 < letters.length(); i += 2) {
            values.put(pair(letters.charAt(i), letters.charAt(i + 1)), 1 - 0.5f * i / letters.length());
        }
        return Map.copyOf(values);
    }

    static int pair(char first, char second) {
        return (first << BITS) | second;
    }

    /** How usual a pair with a letter beyond ASCII is: texts have names and words of other languages. */
    static double usual(Language language, int pair) {
        Float own = language.pairs().get(pair);
        if (own != null) {
            return own;
        }
        boolean spells = spells(language, pair >> BITS) && spells(language, pair & 0xFFFF);
        return ANYWHERE.contains(pair) ? OTHERS : spells ? SELDOM : UNKNOWN;
    }

    private static boolean spells(Language language, int letter) {
        return letter < 0x80 || language.letters().get(letter);
    }

    /** The languages of alphabets. */
    static List<Language> alphabetic() {
        return ALPHABETIC;
    }

    /** The most usual signs of {@code ja}, {@code zh}, {@code zh-TW} or {@code ko}. */
    static BitSet signs(String language) {
        return SIGNS.getOrDefault(language, new BitSet());
    }
}
