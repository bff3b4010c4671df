package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;

/** Takes a known secret out of what the provider says, whatever the secret looks like and wherever it stands. */
final class SecretMask {
    /** A key that is shorter guards nothing, and would be found in ordinary words. */
    private static final int SHORTEST = 4;

    private SecretMask() {}

    static ObjectNode masked(ObjectNode said, String secret) {
        return secret.length() < SHORTEST
                ? said
                : (ObjectNode) Json.withTexts(said.deepCopy(), text -> text.replace(secret, "***"));
    }
}
