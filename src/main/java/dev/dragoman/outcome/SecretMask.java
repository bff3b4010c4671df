package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.nio.charset.StandardCharsets;

/** Takes a known secret out of what the provider says, whatever the secret looks like and wherever it stands. */
public final class SecretMask {
    /** A key that is shorter guards nothing, and would be found in ordinary words. */
    private static final int SHORTEST = 4;

    private static final String MASK = "***";

    private SecretMask() {}

    static ObjectNode masked(ObjectNode said, String secret) {
        return secret.length() < SHORTEST
                ? said
                : (ObjectNode) Json.withTexts(said.deepCopy(), text -> text.replace(secret, MASK));
    }

    /**
     * The same for bytes that nobody has read.
     *
     * @param said of any type
     * @param secret the key that was sent
     * @return with asterisks in its place
     */
    public static byte[] masked(byte[] said, String secret) {
        // ISO 8859-1 keeps every byte, whatever they stand for.
        String text = new String(said, StandardCharsets.ISO_8859_1);
        return secret.length() < SHORTEST || !text.contains(secret)
                ? said
                : text.replace(secret, MASK).getBytes(StandardCharsets.ISO_8859_1);
    }
}
