package dev.dragoman.document;

/**
 * How well a text reads in an encoding. Each usual pair of bytes, or of letters, counts up to 1, each unusual one -1.
 *
 * @param charset the encoding
 * @param prior how much rarer it is than others
 * @param evidence the sum, without what is known of the encoding beforehand
 * @param share the mean
 * @param text what tells this reading from others: encodings in which the text has the same characters are one
 */
record Reading(String charset, double prior, double evidence, double share, String text) {
    /** How usual the characters have to be. */
    private static final double LEAST_SHARE = 0.2;

    /** By how much a reading has to be better than the next. */
    private static final double LEAST_LEAD = 1.0;

    /** By how much another may be better but for its rarity. */
    private static final double MOST_BEHIND = 0.5;

    double score() {
        return evidence + prior;
    }

    boolean isUsual() {
        return share >= LEAST_SHARE;
    }

    boolean leadsBefore(Reading other) {
        return text.equals(other.text)
                || (score() - other.score() >= LEAST_LEAD && evidence + MOST_BEHIND >= other.evidence);
    }
}
