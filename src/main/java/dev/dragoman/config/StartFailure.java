package dev.dragoman.config;

import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in one sentence why Dragoman can't start. */
public final class StartFailure {
    private static final Pattern PROPERTY = Pattern.compile("\\b(?:dragoman|quarkus)(\\.[a-z0-9-]+)+");

    /** Quarkus's properties whose value is one of Dragoman's settings. */
    private static final Map<String, String> TAKEN_FROM =
            Map.of("quarkus.http.limits.max-body-size", "dragoman.http.max-body");

    /** How the configuration's own messages begin, perhaps behind a Java type. */
    private static final String CODE = "SRCFG";

    private static final String OURS = "DRAGOMAN_";
    private static final String SEE = "; docs/configuration.md says what it takes.";

    private StartFailure() {}

    /**
     * Explains a failed start.
     *
     * @param failure what was thrown, with its causes
     * @return one sentence naming the variable at fault, without its value
     */
    public static String sentence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException problem) {
                return String.valueOf(problem.getMessage());
            }
            if (cause instanceof QuarkusBindException bind) {
                return "Port %d is in use; set QUARKUS_HTTP_PORT to a free one.".formatted(bind.getPort());
            }
            if (cause instanceof ConfigValidationException validation) {
                return ofValidation(validation);
            }
        }
        return "an unexpected failure: " + innermost(failure);
    }

    // The exception's own message quotes the value, which may be a secret, and names Java types.
    private static String ofValidation(ConfigValidationException validation) {
        String message = validation.getProblemCount() == 0
                ? ""
                : String.valueOf(validation.getProblem(0).getMessage());
        Matcher property = PROPERTY.matcher(message);
        if (!property.find() || !message.contains(CODE)) {
            return message;
        }
        String variable = SettingNames.variable(TAKEN_FROM.getOrDefault(property.group(), property.group()));
        if (message.contains("SRCFG00050")) {
            return String.valueOf(SettingNames.unknown(variable).getMessage());
        }
        return message.contains("SRCFG00014")
                ? variable + " is needed and not set."
                : variable + " has a value of the wrong kind" + (variable.startsWith(OURS) ? SEE : ".");
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
