package dev.dragoman.payload;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One kind of call that is passed through to the provider: a method and a template of its path below {@code /v1}, such as
 * {@code GET /responses/{id}}. {@code {id}} stands for one segment; {@code {id+}}, at the end only, for one or more, because
 * names of models contain slashes. What stands for them may have letters, digits and {@code . _ : -} only, and is no
 * {@code ..}: so a path that matches is sent as it is.
 *
 * @param method upper case
 * @param segments of the template
 * @param cost what of the operator's limits it has to keep
 */
record PassThroughRule(String method, List<String> segments, Payment cost) {
    /** What of the operator's limits a call has to keep. */
    enum Payment {
        /** It names no model. */
        FREE,
        /** Its body names the model: one that is allowed, if models are limited. */
        PAID,
        /** An ask that the provider answers later: passed through only if its body says {@code background: true}. */
        BACKGROUND
    }

    private static final Set<String> METHODS = Set.of("GET", "POST", "DELETE");
    private static final Pattern LITERAL = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Pattern PLACE = Pattern.compile("\\{[a-z_]{1,32}}");
    private static final Pattern REST = Pattern.compile("\\{[a-z_]{1,32}\\+}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._:-]{1,256}");

    /** The most segments that a path may have. */
    private static final int LONGEST = 12;

    PassThroughRule {
        segments = List.copyOf(segments);
    }

    /**
     * Reads a rule of a profile.
     *
     * @param rule method and template, as {@code GET /responses/{id}}
     * @param cost the name of one, in lower case
     * @throws IllegalArgumentException if it is malformed; the message is one clause about the file
     */
    static PassThroughRule parse(String rule, String cost) {
        String[] parts = rule.split(" /", 2);
        if (parts.length != 2 || !METHODS.contains(parts[0])) {
            throw new IllegalArgumentException(
                    "has a rule in passes that is no method (GET, POST, DELETE) and path: " + rule);
        }
        List<String> segments = List.of(parts[1].split("/", -1));
        for (int i = 0; i < segments.size(); i++) {
            boolean last = i == segments.size() - 1;
            String segment = segments.get(i);
            if (!LITERAL.matcher(segment).matches()
                    && !PLACE.matcher(segment).matches()
                    && !(last && REST.matcher(segment).matches())) {
                throw new IllegalArgumentException("has a path in passes that can't be read: " + rule);
            }
        }
        for (Payment each : Payment.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(cost)) {
                return new PassThroughRule(parts[0], segments, each);
            }
        }
        throw new IllegalArgumentException("says neither free, paid nor background in passes of " + rule);
    }

    /**
     * The segments of a path.
     *
     * @param path decoded, below {@code /v1}
     * @return none if it has no leading slash; one more than a path may have if there are too many
     */
    static List<String> segments(String path) {
        return path.startsWith("/") ? List.of(path.substring(1).split("/", LONGEST + 1)) : List.of();
    }

    /** Whether the template covers a path of these {@link #segments(String)}. */
    boolean covers(List<String> path) {
        String last = segments.get(segments.size() - 1);
        boolean fits = last.endsWith("+}") ? path.size() >= segments.size() : path.size() == segments.size();
        if (!fits || path.size() > LONGEST) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            String template = i < segments.size() ? segments.get(i) : last;
            if (template.startsWith("{") ? !isSafe(path.get(i)) : !template.equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The rule as the profile has it. */
    @Override
    public String toString() {
        return method + " /" + String.join("/", segments);
    }

    private static boolean isSafe(String value) {
        return VALUE.matcher(value).matches() && !value.equals(".") && !value.equals("..");
    }
}
