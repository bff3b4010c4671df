package dev.dragoman.local.model;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is to be found under URLs that the stand-in does not fetch, because there is no internet in a test. */
final class Publications {
    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();

    void add(String url, byte[] content) {
        contents.put(url, content.clone());
    }

    Optional<byte[]> find(String url) {
        return Optional.ofNullable(contents.get(url));
    }
}
