package dev.dragoman.http;

import dev.dragoman.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The keys that clients may use ({@code DRAGOMAN_HTTP_KEYS}), of which only the hashes are known. */
public final class ClientKeys {
    private static final String BEARER = "bearer ";

    private final List<byte[]> hashes;

    /**
     * @param hashes the keys' SHA-256 hashes, in hex; empty if no key is needed
     * @throws IllegalArgumentException if one is not 64 hex digits
     */
    public ClientKeys(List<String> hashes) {
        this.hashes = hashes.stream().map(ClientKeys::parse).toList();
    }

    private static byte[] parse(String hash) {
        byte[] bytes = HexFormat.of().parseHex(hash.strip());
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a SHA-256 hash has 64 hex digits");
        }
        return bytes;
    }

    /** Whether clients need a key at all. */
    boolean areNeeded() {
        return !hashes.isEmpty();
    }

    /**
     * Which client calls. Compares with every hash in constant time, so that the time a refusal takes tells nothing.
     *
     * @param authorization the header of that name; empty if there is none
     * @return a name for whoever has that key, the same for all if no key is needed; empty if the bearer token is none of
     *     the keys
     */
    Optional<String> client(String authorization) {
        if (hashes.isEmpty()) {
            return Optional.of("");
        }
        boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String key = bearer ? authorization.substring(BEARER.length()).strip() : "";
        byte[] hash = Sha256.of(key.getBytes(StandardCharsets.UTF_8));
        int known = -1;
        for (int i = 0; i < hashes.size(); i++) {
            known = MessageDigest.isEqual(hashes.get(i), hash) ? i : known;
        }
        return known >= 0 && bearer ? Optional.of(Integer.toString(known)) : Optional.empty();
    }

    /**
     * Whether a call is allowed.
     *
     * @param authorization the header of that name; empty if there is none
     * @return true if its bearer token is one of the keys, or if no key is needed
     */
    boolean admit(String authorization) {
        return client(authorization).isPresent();
    }

    /** How many clients are told apart; one if no key is needed. */
    int clients() {
        return Math.max(1, hashes.size());
    }
}
