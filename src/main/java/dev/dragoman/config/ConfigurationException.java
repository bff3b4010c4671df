package dev.dragoman.config;

/** A setting that Dragoman can't start with. Its message is one sentence that names the variable. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param variable the environment variable at fault
     * @param sentence what is wrong with it and what to do, going on from the name
     */
    public ConfigurationException(String variable, String sentence) {
        super(variable + " " + sentence);
    }
}
