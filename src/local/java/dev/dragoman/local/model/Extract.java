package dev.dragoman.local.model;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A summary made of a text's own sentences. The text is divided into as many sections as sentences are wanted. Each
 * section gives the sentence whose words are the most frequent in the whole text, with a preference for figures. So the
 * end of the text counts as much as its beginning.
 */
final class Extract {
    private static final Pattern PARAGRAPHS = Pattern.compile("\\R\\s*\\R");
    private static final Pattern MARKS = Pattern.compile("(?m)^\\s*(?:#+|[-*+>]|\\d+\\.)\\s+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]{4,}");
    private static final Pattern DIGIT = Pattern.compile("\\p{N}");
    private static final double WEIGHT_OF_FIGURES = 1.5;
    private static final int LONGEST = 400;
    private static final int SHORTEST = 3;

    private final Map<String, Integer> frequencies = new HashMap<>();

    private Extract() {}

    static List<String> of(String text, int wanted) {
        List<String> sentences = sentences(text);
        if (sentences.size() <= wanted) {
            return sentences;
        }
        Extract extract = new Extract();
        sentences.forEach(extract::count);
        List<String> chosen = new ArrayList<>();
        for (int stretch = 0; stretch < wanted; stretch++) {
            int from = stretch * sentences.size() / wanted;
            int to = (stretch + 1) * sentences.size() / wanted;
            chosen.add(extract.best(sentences.subList(from, to)));
        }
        return chosen;
    }

    static List<String> sentences(String text) {
        List<String> sentences = new ArrayList<>();
        for (String paragraph : PARAGRAPHS.split(text, -1)) {
            String line =
                    BLANKS.matcher(MARKS.matcher(paragraph).replaceAll("")).replaceAll(" ");
            BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
            breaks.setText(line);
            int from = breaks.first();
            for (int to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
                String sentence = line.substring(from, to).strip();
                if (sentence.length() >= SHORTEST) {
                    sentences.add(sentence.length() > LONGEST ? sentence.substring(0, LONGEST) + " ..." : sentence);
                }
            }
        }
        return sentences;
    }

    private void count(String sentence) {
        WORD.matcher(sentence.toLowerCase(Locale.ROOT))
                .results()
                .forEach(word -> frequencies.merge(word.group(), 1, Integer::sum));
    }

    private String best(List<String> stretch) {
        String best = stretch.get(0);
        for (String sentence : stretch) {
            if (score(sentence) > score(best)) {
                best = sentence;
            }
        }
        return best;
    }

    // Divided by the square root of the length, neither long sentences nor short headings always win.
    private double score(String sentence) {
        List<String> words = WORD.matcher(sentence.toLowerCase(Locale.ROOT))
                .results()
                .map(word -> word.group())
                .distinct()
                .toList();
        int sum = words.stream()
                .mapToInt(word -> frequencies.getOrDefault(word, 0))
                .sum();
        double score = sum / Math.sqrt(words.size() + 1.0);
        return DIGIT.matcher(sentence).find() ? score * WEIGHT_OF_FIGURES : score;
    }
}
