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

    // A list of nothing but commas holds no key, and without a key anyone could call.
    static boolean isOpen(Map<String, String> environment) {
        String keys = environment.getOrDefault("DRAGOMAN_HTTP_KEYS", "").replace(",", "");
        return !keys.isBlank() || Boolean.parseBoolean(environment.getOrDefault("DRAGOMAN_HTTP_OPEN", "false"));
    }
}
