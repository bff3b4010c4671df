package dev.dragoman.local.model;

/** The result of reading an attachment. */
sealed interface Material {
    /** Its description in the answer. */
    String title();

    /** What it costs, in tokens. */
    int tokens();

    /**
     * A document.
     *
     * @param title as {@code harbour.pdf, a PDF of 4 pages}
     * @param text its text; empty for a scan
     */
    record Document(String title, String text) implements Material {
        @Override
        public int tokens() {
            return Tokens.of(text);
        }
    }

    /**
     * A picture.
     *
     * @param title as {@code a PNG image of 320 x 200 pixels}
     */
    record Picture(String title) implements Material {
        /** What a picture costs, of whatever size. */
        static final int TOKENS = 85;

        @Override
        public int tokens() {
            return TOKENS;
        }
    }
}
