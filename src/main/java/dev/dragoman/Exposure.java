package dev.dragoman;

import java.util.Map;

/** On which address a server listens: on loopback only, unless its operator opened it (design section 3, HTTP). */
final class Exposure {
    private Exposure() {}

    static void apply(Map<String, String> environment) {
        if (!isOpen(environment)) {
            System.setProperty("quarkus.http.host", "127.0.0.1");
        }
    }

    static boolean isOpen(Map<String, String> environment) {
        return !environment.getOrDefault("DRAGOMAN_HTTP_KEYS", "").isBlank()
                || Boolean.parseBoolean(environment.getOrDefault("DRAGOMAN_HTTP_OPEN", "false"));
    }
}
