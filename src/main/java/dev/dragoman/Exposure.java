package dev.dragoman;

import java.util.Map;

/** Decides on which address a server listens: on loopback only, unless its operator opened it (design section 3, HTTP). */
final class Exposure {
    private static final String KEYS = "DRAGOMAN_HTTP_KEYS";
    private static final String OPEN = "DRAGOMAN_HTTP_OPEN";

    private Exposure() {}

    /** Runs before the container starts, so it reads the environment and the system properties itself. */
    static void apply() {
        if (!isOpen(Map.of(KEYS, setting(KEYS, "dragoman.http.keys"), OPEN, setting(OPEN, "dragoman.http.open")))) {
            System.setProperty("quarkus.http.host", "127.0.0.1");
        }
    }

    private static String setting(String variable, String property) {
        return System.getProperty(property, System.getenv().getOrDefault(variable, ""));
    }

    // A list of nothing but commas holds no key.
    static boolean isOpen(Map<String, String> environment) {
        String keys = environment.getOrDefault(KEYS, "").replace(",", "");
        return !keys.isBlank()
                || Boolean.parseBoolean(environment.getOrDefault(OPEN, "false").strip());
    }
}
