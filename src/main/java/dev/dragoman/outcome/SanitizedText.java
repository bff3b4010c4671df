package dev.dragoman.outcome;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider's message, made safe for callers and logs: on one line, of a bounded length, and without secrets (keys,
 * tokens, the signatures in presigned URLs).
 */
public final class SanitizedText {
    /** The longest message that is passed on, in characters. */
    static final int MAX_LENGTH = 500;

    // How much is read: more could reach the result only if masking shortened what is before it.
    private static final int MAX_READ = 8_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,100}");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}]++");
    private static final Pattern USER = Pattern.compile("://[^\\s/?#@]{1,200}@");
    private static final Pattern QUERY = Pattern.compile("(://[^\\s?#]{0,2000})[?#]\\S*+");
    private static final Pattern BASE64 = Pattern.compile("(;base64,)\\S++");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic)\\s++\\S++");
    private static final Pattern KEY = Pattern.compile("\\b(sk-|pk-|gsk_|AKIA|ASIA|eyJ)[A-Za-z0-9_*.-]{6,}+");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9+_=-]{40,}+");

    private SanitizedText() {}

    /** A message; empty if nothing is left of it. */
    static Optional<String> message(@Nullable String raw) {
        if (raw == null) {
            return Optional.empty();
        }
        String text = masked(INVISIBLE.matcher(beginning(raw)).replaceAll(" ").strip());
        return text.isEmpty() ? Optional.empty() : Optional.of(cut(text));
    }

    /**
     * A message of any length, on any number of lines, without secrets.
     *
     * @param raw the provider's message
     * @return the same if it has none
     */
    public static String masked(String raw) {
        String text = raw;
        text = USER.matcher(text).replaceAll("://");
        text = QUERY.matcher(text).replaceAll("$1?***");
        text = BASE64.matcher(text).replaceAll("$1***");
        text = BEARER.matcher(text).replaceAll("$1 ***");
        text = KEY.matcher(text).replaceAll("***");
        return TOKEN.matcher(text).replaceAll("***");
    }

    /** A code or a field's name; empty if it is not of that form. */
    static Optional<String> name(@Nullable String raw) {
        return Optional.ofNullable(raw).filter(name -> NAME.matcher(name).matches());
    }

    // Never ends inside a word: half of a key is not recognised as a key.
    private static String beginning(String raw) {
        if (raw.length() <= MAX_READ) {
            return raw;
        }
        int end = MAX_READ;
        while (end > 0 && !Character.isWhitespace(raw.charAt(end))) {
            end--;
        }
        return raw.substring(0, end);
    }

    private static String cut(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        int end = MAX_LENGTH - 3;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "...";
    }
}
