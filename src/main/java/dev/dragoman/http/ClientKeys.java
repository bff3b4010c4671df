package dev.dragoman.http;

import dev.dragoman.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The keys that clients may use ({@code DRAGOMAN_HTTP_KEYS}), of which only the hashes are known. A key may have a label, which
 * is the client's name in log lines, metrics and receipts: it comes from the settings alone, never from a call.
 */
public final class ClientKeys {
    private static final String BEARER = "bearer ";
    private static final int HASH_BYTES = 32;

    /** It stands in log lines and metrics as it is. */
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._-]{1,40}");

    private final List<Key> keys;
    private final Set<String> labels;

    /**
     * A key.
     *
     * @param client who has it: its label, which other keys may have too; else a name of ours, which is no label
     * @param label null if it has none
     */
    private record Key(String client, @Nullable String label, byte[] hash) {}

    /**
     * @param keys the keys' SHA-256 hashes, in hex, each with its label and a colon before it, if it has one; empty if no key
     *     is needed
     * @throws IllegalArgumentException if one is something else; the message is one clause without the hash
     */
    public ClientKeys(List<String> keys) {
        this.keys = IntStream.range(0, keys.size())
                .mapToObj(place -> parse(keys.get(place).strip(), place))
                .toList();
        if (this.keys.stream().anyMatch(this::isOthersToo)) {
            throw new IllegalArgumentException("has the same hash under two labels: leave one of them out");
        }
        labels = this.keys.stream()
                .flatMap(key -> Optional.ofNullable(key.label()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean isOthersToo(Key key) {
        return keys.stream()
                .anyMatch(other ->
                        MessageDigest.isEqual(other.hash(), key.hash()) && !Objects.equals(other.label(), key.label()));
    }

    private static Key parse(String text, int place) {
        int colon = text.indexOf(':');
        String label = colon < 0 ? null : text.substring(0, colon).strip();
        if (label != null && !LABEL.matcher(label).matches()) {
            throw new IllegalArgumentException(
                    "has a label, as number %d, that is not 1 to 40 letters, digits and . _ -".formatted(place + 1));
        }
        return new Key(
                label == null ? "#" + place : label,
                label,
                hash(text.substring(colon + 1).strip(), place));
    }

    private static byte[] hash(String text, int place) {
        String problem = "has, as number %d, no SHA-256 hash of 64 hex digits".formatted(place + 1);
        if (text.length() != 2 * HASH_BYTES) {
            throw new IllegalArgumentException(problem);
        }
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException noHex) {
            throw new IllegalArgumentException(problem, noHex);
        }
    }

    /** Whether clients need a key at all. */
    boolean areNeeded() {
        return !keys.isEmpty();
    }

    /**
     * Which client calls. Compares with every hash in constant time, so that the time a refusal takes tells nothing.
     *
     * @param authorization the header of that name; empty if there is none
     * @return a name for whoever has that key, the same for all if no key is needed; empty if the bearer token is none of
     *     the keys
     */
    Optional<String> client(String authorization) {
        return keys.isEmpty() ? Optional.of("") : key(authorization).map(Key::client);
    }

    private Optional<Key> key(String authorization) {
        boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String key = bearer ? authorization.substring(BEARER.length()).strip() : "";
        byte[] hash = Sha256.of(key.getBytes(StandardCharsets.UTF_8));
        Key known = null;
        for (Key each : keys) {
            known = MessageDigest.isEqual(each.hash(), hash) ? each : known;
        }
        return bearer ? Optional.ofNullable(known) : Optional.empty();
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

    /** Whether each of some keys is one of these too, whatever its label. */
    boolean include(ClientKeys others) {
        return others.keys.stream()
                .allMatch(other -> keys.stream().anyMatch(key -> MessageDigest.isEqual(key.hash(), other.hash())));
    }

    /**
     * The label of a call's key.
     *
     * @param authorization the header of that name; empty if there is none
     * @return null if the key has none
     */
    @Nullable
    String label(String authorization) {
        return labels.isEmpty() ? null : key(authorization).map(Key::label).orElse(null);
    }

    /** All labels. */
    Set<String> labels() {
        return labels;
    }

    /** How many clients are told apart; one if no key is needed. */
    int clients() {
        return Math.max(1, (int) keys.stream().map(Key::client).distinct().count());
    }
}
