package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ServerSentEvent;
import dev.dragoman.stream.StreamError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Takes a known secret out of what the provider says, whatever the secret looks like and wherever it stands, and so each
 * part of it of at least 10 characters: in upper or lower case, in base64 or hexadecimal digits, and with its characters
 * escaped as in URLs, JSON or HTML. An answer's content is left as it is: it was paid for, and
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

    /** How long the pieces are by which a text is searched. */
    private static final int GRAM = 4;

    private static final int GRAMS = 8_192;

    /** As {@link #likened} makes them: the secret, and what it looks like in base64 and in hexadecimal digits, each with a zero between. */
    private final String forms;

    /** Which pieces the forms have, by their hashes. */
    private final BitSet grams = new BitSet(GRAMS);

    private final int shortest;

    private SecretMask(String secret) {
        this.shortest = Math.min(secret.length(), SHORTEST_PART);
        this.forms = likened(forms(secret));
        for (int at = 0; at + GRAM <= forms.length(); at++) {
            grams.set(gram(forms, at));
        }
    }

    private static String likened(String forms) {
        StringBuilder likened = new StringBuilder(forms.length());
        for (int at = 0; at < forms.length(); at++) {
            likened.append(likened(forms, at));
        }
        return likened.toString();
    }

    private static String forms(String secret) {
        if (secret.length() < SHORTEST_PART) {
            return secret;
        }
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return String.join(
                "\0",
                secret,
                base64(bytes, 0),
                base64(bytes, 1),
                base64(bytes, 2),
                HexFormat.of().formatHex(bytes));
    }

    // Three characters stand for three bytes and more: what they are depends on how many bytes stand before the secret.
    private static String base64(byte[] secret, int before) {
        byte[] bytes = new byte[before + secret.length];
        System.arraycopy(secret, 0, bytes, before, secret.length);
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        int first = before == 0 ? 0 : before + 1;
        int ofWhole = bytes.length % 3 == 0 ? encoded.length() : encoded.length() - 1;
        return encoded.substring(first, ofWhole);
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
        Unescaped plain = Unescaped.of(said);
        StringBuilder masked = new StringBuilder();
        int copied = 0;
        int at = 0;
        while (at + shortest <= plain.length()) {
            // No part begins here, or just after, if the last piece of the shortest is in none of the forms.
            if (!grams.get(gram(plain, at + shortest - GRAM))) {
                at += shortest - GRAM + 1;
                continue;
            }
            int part = partAt(plain, at);
            if (part > 0) {
                masked.append(said, copied, plain.start(at)).append(MASK);
                copied = plain.start(at + part);
            }
            at += Math.max(1, part);
        }
        return copied == 0 ? said : masked.append(said, copied, said.length()).toString();
    }

    private static int gram(CharSequence text, int at) {
        int hash = 0;
        for (int i = 0; i < GRAM; i++) {
            hash = hash * 31 + likened(text, at + i);
        }
        return (hash ^ (hash >>> 13)) & (GRAMS - 1);
    }

    /** How long the part of the secret is that begins here; 0 if there is none. */
    private int partAt(CharSequence said, int at) {
        int longest = 0;
        for (int from = 0; from + shortest <= forms.length(); from++) {
            int length = 0;
            while (from + length < forms.length()
                    && at + length < said.length()
                    && forms.charAt(from + length) == likened(said, at + length)) {
                length++;
            }
            longest = Math.max(longest, length);
        }
        return longest < shortest ? 0 : longest;
    }

    // Base64 has two alphabets; they differ in two characters.
    private static char likened(CharSequence said, int at) {
        char next = said.charAt(at);
        return switch (next) {
            case '+' -> '-';
            case '/' -> '_';
            default -> Character.toLowerCase(next);
        };
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
     * An event without the secret, except in what the model wrote: an event that tells of a failure, has no data or none that
     * is JSON, and of any other the lines beside its data.
     *
     * @param event as the provider sent it
     * @return in the same role
     */
    public ServerSentEvent event(ServerSentEvent event) {
        if (event.data() == null || event.isDone()) {
            return finds(event.text()) ? withLines(event, this::text) : event;
        }
        JsonNode json = event.json();
        if (json == null) {
            return finds(event.text()) || finds(event.data()) ? masked(event, text(event.data())) : event;
        }
        if (tellsOfFailure(event, json) && (finds(event.text()) || finds(json))) {
            return masked(event, Json.text(json(json)));
        }
        return findsBesideData(event) ? withLines(event, line -> line.startsWith("data") ? line : text(line)) : event;
    }

    // Most events have no other line than their name, and need not be taken apart.
    private boolean findsBesideData(ServerSentEvent event) {
        String name = event.name() == null ? "" : event.name();
        int known = "event: \ndata: ".length()
                + name.length()
                + String.valueOf(event.data()).length();
        return event.text().length() <= known ? finds(name) : finds(beside(event));
    }

    private static String beside(ServerSentEvent event) {
        return event.text().lines().filter(line -> !line.startsWith("data")).collect(Collectors.joining("\n"));
    }

    private static ServerSentEvent withLines(ServerSentEvent event, UnaryOperator<String> change) {
        String text = event.text().lines().map(change).collect(Collectors.joining("\n"));
        String name = event.name() == null ? null : change.apply(event.name());
        return new ServerSentEvent(text, name, event.data()).as(event.role());
    }

    private static boolean tellsOfFailure(ServerSentEvent event, JsonNode json) {
        return switch (event.role()) {
            case ERROR, LAST_ERROR, FAILED -> true;
            case END -> false;
            case PING, PIECE ->
                StreamError.of(event, json) != null
                        || json.path("type").asText().equals("response.failed");
        };
    }

    private ServerSentEvent masked(ServerSentEvent event, String data) {
        String name = event.name() == null ? null : text(event.name());
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
