package dev.dragoman.event;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stands for the names of models in operators' files: {@code *} for any characters, {@code ?} for one. Case counts. */
public final class ModelPattern {
    private final String glob;
    private final @Nullable Pattern regex;

    /**
     * @param glob as the file has it
     */
    public ModelPattern(String glob) {
        this.glob = glob;
        this.regex = glob.chars().anyMatch(each -> each == '*' || each == '?') ? regex(glob) : null;
    }

    private static Pattern regex(String glob) {
        String regex = glob.codePoints()
                .mapToObj(each -> each == '*' ? ".*" : each == '?' ? "." : Pattern.quote(Character.toString(each)))
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    /**
     * Whether it stands for a model.
     *
     * @param model the model's whole name
     * @return true if it does
     */
    public boolean matches(String model) {
        return regex == null ? glob.equals(model) : regex.matcher(model).matches();
    }

    @Override
    public String toString() {
        return glob;
    }
}
