package dev.dragoman.local.model;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The contents of URLs on the internet. The stand-in returns them without fetching, because tests have no internet. */
final class Publications {
    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();

    void add(String url, byte[] content) {
        contents.put(url, content.clone());
    }

    Optional<byte[]> find(String url) {
        return Optional.ofNullable(contents.get(url));
    }
}
