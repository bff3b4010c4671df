package dev.dragoman.outcome;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider's words, made safe for callers and logs: of a bounded length, and without secrets (keys, tokens, the
 * signatures in presigned URLs). The ids that a provider gives its own objects are none.
 */
public final class SanitizedText {
    /** The longest message that is passed on, in characters. */
    static final int MAX_LENGTH = 4_000;

    // How much is read: more could reach the result only if masking shortened what is before it.
    private static final int MAX_READ = 16_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,100}");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}]++");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}&&[^\n\t]]++");
    private static final Pattern USER = Pattern.compile("://[^\\s/?#@]{1,200}@");
    private static final Pattern QUERY = Pattern.compile("(://[^\\s?#]{0,2000})[?#]\\S*+");
    private static final Pattern BASE64 = Pattern.compile("(;base64,)\\S++");
    /** What the ids of the provider family's objects begin with. */
    private static final String ID =
            "rs|resp|msg|item|conv|fc|fco|call|ctc|ws|fs|ci|ig|cu|lsh|sh|ap|apc|mcp|mcpl|mcpr|mcpa"
                    + "|cmp|chatcmpl|cmpl|gen|req|file|vs|vsfb|cntr|cfile|batch|run|step|thread|asst|toolu";

    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic)\\s++\\S++");
    private static final Pattern KEY =
            Pattern.compile("\\b(sk-|pk-|gsk_|hf_|xai-|pplx-|nvapi-|ghp_|AIza|AKIA|ASIA|eyJ)[A-Za-z0-9_*.-]{6,}+");
    private static final Pattern TOKEN = Pattern.compile("(?<![A-Za-z0-9+_=-])(?!(?:[a-z_]{1,40}=)?(?:" + ID
            + ")[_-][A-Za-z0-9-]{1,100}(?![A-Za-z0-9+_=-]))[A-Za-z0-9+_=-]{40,}+");

    private SanitizedText() {}

    /** A message on one line; empty if nothing is left of it. */
    static Optional<String> message(@Nullable String raw) {
        return Optional.ofNullable(raw)
                .map(text -> cut(masked(
                        INVISIBLE.matcher(beginning(text)).replaceAll(" ").strip())))
                .filter(text -> !text.isEmpty());
    }

    /** Any text, its lines as they are; possibly nothing is left of it. */
    static String text(String raw) {
        return cut(masked(UNPRINTABLE.matcher(beginning(raw)).replaceAll(" ").strip()));
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

    /** A code or a field's name; empty if it is not of that form, or if it looks like a secret. */
    static Optional<String> name(@Nullable String raw) {
        return Optional.ofNullable(raw)
                .filter(name -> NAME.matcher(name).matches() && masked(name).equals(name));
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
