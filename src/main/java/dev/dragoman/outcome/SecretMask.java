package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ServerSentEvent;
import dev.dragoman.stream.StreamError;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Takes a known secret out of what the provider says, whatever the secret looks like and wherever it stands, and so each
 * part of it of at least 10 characters, in upper or lower case. An answer's content is left as it is: it was paid for, and
 * the secret may be an ordinary word.
 */
public final class SecretMask {
    /** A key that is shorter guards nothing, and would be found in ordinary words. */
    private static final int SHORTEST = 4;

    /** A shorter part of a key helps nobody to guess the rest, and would be found in ordinary words. */
    private static final int SHORTEST_PART = 10;

    private static final String MASK = "***";
    private static final String BEARER = "Bearer ";

    /** What of an answer receipts, log lines, metrics and spans have, why it failed, and all of a list of models. */
    private static final List<String> TOLD =
            List.of("id", "model", "status", "incomplete_details", "error", "usage", "data");

    private static final String CHOICES = "choices";
    private static final String FINISH_REASON = "finish_reason";

    private final String secret;
    private final int shortest;

    private SecretMask(String secret) {
        this.secret = secret.toLowerCase(Locale.ROOT);
        this.shortest = Math.min(secret.length(), SHORTEST_PART);
    }

    /**
     * The mask for a secret.
     *
     * @param secret the key that was sent, or the {@code Authorization} with it
     */
    public static SecretMask of(String secret) {
        return new SecretMask(secret.startsWith(BEARER) ? secret.substring(BEARER.length()) : secret);
    }

    /**
     * A text without the secret.
     *
     * @param said any text
     * @return with asterisks in its place; the very same text if it is not in there
     */
    public String text(String said) {
        if (shortest < SHORTEST) {
            return said;
        }
        StringBuilder masked = new StringBuilder();
        int copied = 0;
        int at = 0;
        while (at + shortest <= said.length()) {
            // A part can't begin here if the last of its least characters is none of the secret's.
            if (secret.indexOf(lowerCase(said, at + shortest - 1)) < 0) {
                at += shortest;
                continue;
            }
            int part = partAt(said, at);
            if (part > 0) {
                masked.append(said, copied, at).append(MASK);
                copied = at + part;
            }
            at += Math.max(1, part);
        }
        return copied == 0 ? said : masked.append(said, copied, said.length()).toString();
    }

    /** How long the part of the secret is that begins here; 0 if there is none. */
    private int partAt(String said, int at) {
        int longest = 0;
        for (int from = 0; from + shortest <= secret.length(); from++) {
            int length = 0;
            while (from + length < secret.length()
                    && at + length < said.length()
                    && secret.charAt(from + length) == lowerCase(said, at + length)) {
                length++;
            }
            longest = Math.max(longest, length);
        }
        return longest < shortest ? 0 : longest;
    }

    private static char lowerCase(String said, int at) {
        return Character.toLowerCase(said.charAt(at));
    }

    private boolean finds(String said) {
        return !text(said).equals(said);
    }

    private boolean finds(JsonNode node) {
        if (node.isTextual()) {
            return finds(node.textValue());
        }
        return node.isContainerNode()
                && (node.propertyStream().anyMatch(field -> finds(field.getKey()))
                        || node.valueStream().anyMatch(this::finds));
    }

    /** All of a tree without the secret; the very same tree if it is not in there. */
    JsonNode json(JsonNode said) {
        return finds(said) ? Json.withTexts(said.deepCopy(), this::text) : said;
    }

    /** An error, without the secret. */
    ObjectNode error(ObjectNode said) {
        return (ObjectNode) json(said);
    }

    /** An answer whose content is as it came, and the rest without the secret. */
    ObjectNode answer(ObjectNode said) {
        boolean inReasons = said.path(CHOICES).valueStream().anyMatch(choice -> finds(choice.path(FINISH_REASON)));
        if (!inReasons && TOLD.stream().noneMatch(field -> finds(said.path(field)))) {
            return said;
        }
        ObjectNode masked = said.deepCopy();
        TOLD.stream().filter(masked::has).forEach(field -> masked.set(field, json(masked.path(field))));
        masked.path(CHOICES).forEach(choice -> {
            if (choice instanceof ObjectNode each && each.has(FINISH_REASON)) {
                each.set(FINISH_REASON, json(each.path(FINISH_REASON)));
            }
        });
        return masked;
    }

    /**
     * An event that tells of a failure, or has no data, without the secret; any other event as it came.
     *
     * @param event as the provider sent it
     * @return in the same role
     */
    public ServerSentEvent event(ServerSentEvent event) {
        if (event.data() == null) {
            return new ServerSentEvent(text(event.text()), event.name(), null).as(event.role());
        }
        return tellsOfFailure(event) && finds(event) ? masked(event) : event;
    }

    private static boolean tellsOfFailure(ServerSentEvent event) {
        return switch (event.role()) {
            case ERROR, LAST_ERROR, FAILED -> true;
            case END -> false;
            case PING, PIECE -> {
                // Most events are pieces of an answer, and need not be read for this.
                JsonNode json = event.text().contains("error") ? event.json() : null;
                yield StreamError.of(event, json) != null
                        || (json != null && json.path("type").asText().equals("response.failed"));
            }
        };
    }

    private boolean finds(ServerSentEvent event) {
        JsonNode json = event.json();
        return finds(event.text()) || (json != null && finds(json));
    }

    private ServerSentEvent masked(ServerSentEvent event) {
        JsonNode json = event.json();
        String name = event.name() == null ? null : text(event.name());
        String data = json == null ? text(String.valueOf(event.data())) : Json.text(json(json));
        String line = data.replace('\n', ' ');
        return (name == null ? ServerSentEvent.of(line) : ServerSentEvent.of(name, line)).as(event.role());
    }

    /**
     * The provider's headers without the secret; one whose name holds it is left out.
     *
     * @param said those that callers get
     */
    public ProviderHeaders headers(ProviderHeaders said) {
        Map<String, String> masked = new LinkedHashMap<>();
        said.values().forEach((name, value) -> {
            if (!finds(name)) {
                masked.put(name, text(value));
            }
        });
        return masked.equals(said.values()) ? said : new ProviderHeaders(masked);
    }

    /**
     * The same for bytes that nobody has read.
     *
     * @param said of any type; JSON may have the secret in escapes
     * @return with asterisks in its place; the very same bytes if it is not in there
     */
    public byte[] bytes(byte[] said) {
        // ISO 8859-1 keeps every byte, whatever they stand for.
        String raw = new String(said, StandardCharsets.ISO_8859_1);
        if (raw.indexOf('\\') >= 0 && Json.readLenient(said) instanceof Json.Result.Value read && finds(read.node())) {
            return Json.bytes(json(read.node()));
        }
        return finds(raw) ? text(raw).getBytes(StandardCharsets.ISO_8859_1) : said;
    }

    /**
     * An answer that is passed through, whose {@code error} is without the secret.
     *
     * @param said of any type
     * @return the very same bytes if the secret is in no error of it
     */
    public byte[] errorIn(byte[] said) {
        if (!new String(said, StandardCharsets.ISO_8859_1).contains("\"error\"")
                || !(Json.readLenient(said) instanceof Json.Result.Value read)
                || !(read.node() instanceof ObjectNode answer)
                || !finds(answer.path("error"))) {
            return said;
        }
        return Json.bytes(answer.set("error", json(answer.path("error"))));
    }
}
