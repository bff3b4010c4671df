package dev.dragoman;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Finds what looks like a key, a token or a password in a route file: keys come from the environment or a secret store. */
final class RouteKeys {
    private static final Pattern KNOWN = Pattern.compile("\\bsk-[A-Za-z0-9_-]{16,}"
            + "|\\b(AKIA|ASIA)[A-Z0-9]{16}\\b"
            + "|\\bgh[pousr]_[A-Za-z0-9]{20,}"
            + "|\\beyJ[A-Za-z0-9_-]{10,}\\."
            + "|-----BEGIN ");

    private static final Pattern NAMED =
            Pattern.compile("(?i)(key|secret|token|passw\\w*|authori[sz]ation)[\"']?\\s*[:=]\\s*[\"']?"
                    + "(bearer\\s+|basic\\s+)?[A-Za-z0-9+/_-]{20,}");

    private static final Pattern LONG = Pattern.compile("[A-Za-z0-9+_=]{32,}");

    private RouteKeys() {}

    /** The numbers of the lines, from 1, that hold one; comments count. */
    static List<Integer> lines(String text) {
        List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(line -> holdsKey(lines.get(line)))
                .mapToObj(line -> line + 1)
                .toList();
    }

    private static boolean holdsKey(String line) {
        return KNOWN.matcher(line).find()
                || NAMED.matcher(line).find()
                || LONG.matcher(line).results().anyMatch(found -> isRandom(found.group()));
    }

    // A long word has letters of one kind and few digits; base64 has all kinds, hex has digits all over.
    private static boolean isRandom(String word) {
        boolean digit = word.chars().anyMatch(Character::isDigit);
        boolean mixed =
                word.chars().anyMatch(Character::isUpperCase) && word.chars().anyMatch(Character::isLowerCase);
        return digit && (mixed || word.matches("[0-9a-fA-F]+"));
    }
}
