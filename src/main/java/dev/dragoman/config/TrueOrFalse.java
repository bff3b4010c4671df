package dev.dragoman.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads a setting that is true or false. The configuration's own reader takes a word that it does not know for false. */
@RegisterForReflection
public final class TrueOrFalse implements Converter<Boolean> {
    private static final long serialVersionUID = 1;
    private static final Set<String> TRUE = Set.of("true", "yes", "on", "y", "t", "1");
    private static final Set<String> FALSE = Set.of("false", "no", "off", "n", "f", "0");

    /** Made by the configuration. */
    public TrueOrFalse() {}

    @Override
    public Boolean convert(String value) {
        if (!isTrue(value) && !FALSE.contains(word(value))) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return isTrue(value);
    }

    /**
     * Whether a setting is on.
     *
     * @param value as it is written
     * @return false for all that does not say true
     */
    public static boolean isTrue(String value) {
        return TRUE.contains(word(value));
    }

    private static String word(String value) {
        return value.strip().toLowerCase(Locale.ROOT);
    }
}
