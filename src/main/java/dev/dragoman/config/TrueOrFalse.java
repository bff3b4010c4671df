package dev.dragoman.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads a setting that is true or false. The configuration's own reader takes a word that it does not know for false. */
@RegisterForReflection
public final class TrueOrFalse implements Converter<Boolean> {
    private static final long serialVersionUID = 1;

    /** Made by the configuration. */
    public TrueOrFalse() {}

    @Override
    public Boolean convert(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }
}
