package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Who may call the HTTP door ({@code DRAGOMAN_HTTP_*}). */
@ConfigMapping(prefix = "dragoman.http")
public interface HttpConfig {
    /**
     * The SHA-256 hashes, in hex, of the keys that clients may use as their bearer token. Without any, a server
     * listens on loopback only.
     *
     * @return empty for none
     */
    Optional<List<String>> keys();

    /**
     * Accept calls without a key from anywhere.
     *
     * @return false by default
     */
    @WithDefault("false")
    boolean open();
}
