package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message's content as a list of parts, which some servers send in pieces: {@code thinking} first, then {@code text}. A
 * part continues the last one if both are of the same type and that type is written; else it is a part of its own. A bare
 * text among the parts is a part of type {@code text}.
 */
final class PartsAccumulator implements DeltaAccumulator {
    /** The fields whose lists are accumulated in this way. */
    static final Set<String> FIELDS = Set.of("content", "thinking");

    private static final Set<String> WRITTEN = Set.of("text", "output_text", "refusal", "thinking", "reasoning");

    private final List<DeltaAccumulator> parts = new ArrayList<>();
    private String lastKey = "";
    private long charactersWritten;

    /** Continues what was received so far of the same field: nothing, a text or a list. */
    static PartsAccumulator continuing(@Nullable DeltaAccumulator before) {
        if (before instanceof PartsAccumulator known) {
            return known;
        }
        PartsAccumulator parts = new PartsAccumulator();
        if (before instanceof TextAccumulator text) {
            parts.add(text.tree());
        }
        return parts;
    }

    /** Adds a text or a list. */
    void add(JsonNode piece) {
        if (piece.isArray()) {
            piece.forEach(this::part);
        } else if (!piece.asText("").isEmpty()) {
            part(Json.object().put("type", "text").put("text", piece.asText()));
        }
    }

    private void part(JsonNode part) {
        charactersWritten += characters(part);
        String type = part.path("type").asText();
        String key = WRITTEN.contains(type) ? type + " " + part.path("index").asText() : "";
        DeltaAccumulator last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (!key.isEmpty() && key.equals(lastKey) && last instanceof ObjectAccumulator open) {
            open.add(part);
        } else if (!key.isEmpty()) {
            ObjectAccumulator begun = new ObjectAccumulator();
            begun.add(part);
            parts.add(begun);
        } else {
            parts.add(new LastValue(part));
        }
        lastKey = key;
    }

    private static long characters(JsonNode part) {
        long characters = 0;
        for (String field : List.of("text", "refusal", "thinking")) {
            JsonNode value = part.path(field);
            characters += value.asText("").length();
            for (JsonNode inner : value) {
                characters += characters(inner);
            }
        }
        return characters;
    }

    @Override
    public ArrayNode tree() {
        ArrayNode tree = JsonNodeFactory.instance.arrayNode();
        parts.forEach(part -> tree.add(part.tree()));
        return tree;
    }

    @Override
    public long weight() {
        return parts.stream().mapToLong(DeltaAccumulator::weight).sum();
    }

    @Override
    public long written(String field) {
        return charactersWritten;
    }
}
