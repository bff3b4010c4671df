package dev.dragoman.event;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What of a long document one ask is about: a part of it, or the answers to its parts. */
public sealed interface Excerpt {
    /** What a document's length is counted in. */
    enum Unit {
        /** The pages of a PDF, from 1. */
        PAGES("pages"),
        /** The bytes of a text, from 0. */
        BYTES("bytes");

        private final String label;

        Unit(String label) {
            this.label = label;
        }

        /**
         * Its name in receipts and prompts.
         *
         * @return lower case
         */
        public String label() {
            return label;
        }
    }

    /**
     * The part of the document that it covers.
     *
     * @return from the first to the last page or byte
     */
    Span span();

    /**
     * Its name in the ask's id: {@code part 3 of 40}, {@code combine 1.2 of 3}.
     *
     * @return the same whenever the document is read with the same limits
     */
    String name();

    /**
     * What tells it from the other asks about the same document, whatever limits those are read with.
     *
     * @return goes into the ledger's key and must not change
     */
    String identity();

    /**
     * Decides by what it is.
     *
     * @param part for a part
     * @param answers for the answers to parts
     * @param <R> the type of the result
     * @return the result of the function that was called
     */
    <R> R match(Function<? super DocumentPart, ? extends R> part, Function<? super Answers, ? extends R> answers);

    /**
     * Pages or bytes that follow each other.
     *
     * @param unit what is counted
     * @param first the first one
     * @param last the last one
     */
    record Span(Unit unit, long first, long last) {
        /**
         * How many there are.
         *
         * @return at least 1
         */
        public long count() {
            return last - first + 1;
        }

        /**
         * The numbers.
         *
         * @return as {@code 51-100}, or {@code 7} for one page
         */
        public String range() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }

        /**
         * In words.
         *
         * @return as {@code pages 51-100}
         */
        @Override
        public String toString() {
            return (first == last && unit == Unit.PAGES ? "page" : unit.label()) + " " + range();
        }

        /**
         * From the beginning of this one to the end of another.
         *
         * @param other a later one
         * @return a new span
         */
        public Span to(Span other) {
            return new Span(unit, first, other.last);
        }
    }

    /**
     * A part.
     *
     * @param number from 1
     * @param of how many parts there are
     * @param span what it covers
     * @param limits by which the document was cut, as {@code pages=50}
     * @param text how its bytes are read; null for pages
     */
    record DocumentPart(
            int number,
            int of,
            Span span,
            String limits,
            @Nullable Text text) implements Excerpt {
        @Override
        public String name() {
            return "part %d of %d".formatted(number, of);
        }

        @Override
        public String identity() {
            return "part %d of %d, %s, %s".formatted(number, of, span, limits);
        }

        @Override
        public <R> R match(
                Function<? super DocumentPart, ? extends R> part, Function<? super Answers, ? extends R> answers) {
            return part.apply(this);
        }
    }

    /**
     * How the bytes of a text are read.
     *
     * @param encoding a charset's name
     * @param context the length in bytes of a table's first record, which stands above each further part; 0 for none
     */
    record Text(String encoding, long context) {}

    /**
     * Answers that are put together.
     *
     * @param level 1 for answers to parts, 2 for what these were put together to, and so on
     * @param number of its group, from 1
     * @param of how many groups the level has
     * @param answers in the order of the document
     * @param limits by which the document was cut
     */
    record Answers(int level, int number, int of, List<PartAnswer> answers, String limits) implements Excerpt {
        public Answers {
            answers = List.copyOf(answers);
        }

        @Override
        public Span span() {
            return answers.get(0).span().to(answers.get(answers.size() - 1).span());
        }

        @Override
        public String name() {
            return "combine %d.%d of %d".formatted(level, number, of);
        }

        @Override
        public String identity() {
            return "combine %d.%d of %d, %s, %s".formatted(level, number, of, span(), limits);
        }

        @Override
        public <R> R match(
                Function<? super DocumentPart, ? extends R> part, Function<? super Answers, ? extends R> answers) {
            return answers.apply(this);
        }
    }

    /**
     * An answer.
     *
     * @param span what of the document it is about
     * @param text what the model wrote; null if there is no answer
     */
    record PartAnswer(Span span, @Nullable String text) {}
}
