package dev.dragoman.telemetry;

import java.net.URI;

/**
 * Where the model is served.
 *
 * @param address the host's name or address; empty if the URL has none
 * @param port its port
 */
record Provider(String address, int port) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    static Provider of(URI baseUrl) {
        int defaultPort = "http".equalsIgnoreCase(baseUrl.getScheme()) ? HTTP : HTTPS;
        String host = baseUrl.getHost() == null ? "" : baseUrl.getHost();
        return new Provider(host, baseUrl.getPort() == -1 ? defaultPort : baseUrl.getPort());
    }
}
