package dev.dragoman.route;

import java.util.List;
import java.util.regex.Pattern;

/** Knows what looks like a key, a token or a password: none belongs into a route file, nor on its way out by one. */
final class Keys {
    /** The name of something that holds a key. Not every "key": object keys are harmless. */
    private static final Pattern NAME = Pattern.compile(
            "(?i)(api|access|secret|private|session|bearer)[-_.]?key|secret|token|passw|credential|authori[sz]ation");

    /** Settings are narrower: whatever is called a key there is one. */
    private static final Pattern SETTING = Pattern.compile("(?i)key|secret|token|passw|credential|authori[sz]ation");

    private static final Pattern KNOWN = Pattern.compile("\\bsk-[A-Za-z0-9_-]{16,}"
            + "|\\b(AKIA|ASIA)[A-Z0-9]{16}\\b"
            + "|\\bgh[pousr]_[A-Za-z0-9]{20,}"
            + "|\\beyJ[A-Za-z0-9_-]{10,}\\."
            + "|-----BEGIN ");

    private static final Pattern NAMED =
            Pattern.compile("(?i)(key|secret|token|passw\\w*|authori[sz]ation)[\"']?\\s*[:=]\\s*[\"']?"
                    + "(bearer\\s+|basic\\s+)?[A-Za-z0-9+/_-]{20,}");

    private static final Pattern LONG = Pattern.compile("[A-Za-z0-9+_=]{32,}");

    private Keys() {}

    static boolean isName(String name) {
        return NAME.matcher(name).find();
    }

    static boolean isSetting(String name) {
        return SETTING.matcher(name).find();
    }

    /** Refuses a text that holds what looks like a key, comments included. */
    static void refuse(String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (holdsKey(lines.get(i))) {
                throw new RouteProblem(
                        i + 1, "holds what looks like a key; keys come from the environment or a secret store");
            }
        }
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
