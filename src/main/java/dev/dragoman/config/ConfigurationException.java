package dev.dragoman.config;

/** A setting that Dragoman can't start with. Its message is one sentence that names the variable. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param variable the environment variable at fault
     * @param sentence the rest of the sentence after the variable's name: what is wrong and what to do
     */
    public ConfigurationException(String variable, String sentence) {
        super(variable + " " + sentence);
    }
}
