package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A value that a stream gives piece by piece. */
sealed interface DeltaAccumulator
        permits ObjectAccumulator, ArrayAccumulator, DeltaAccumulator.TextAccumulator, DeltaAccumulator.LastValue {
    /** What it is so far; a new tree. */
    JsonNode tree();

    /** How many characters of what the model wrote are in it, where it is the value of a field with this name. */
    long written(String field);

    /**
     * The value after a further piece. Text grows by what is added, and so do arrays and the objects whose fields are
     * known to come in pieces; of anything else the last one counts. What was said is never lost to a later null, nor
     * text to something of another kind.
     *
     * @param field the name of the field that it is the value of
     */
    static DeltaAccumulator accumulate(String field, @Nullable DeltaAccumulator before, JsonNode piece) {
        if (piece.isNull()) {
            return before == null ? new LastValue(NullNode.instance) : before;
        }
        if (piece.isTextual() && !LastValue.FIELDS.contains(field)) {
            TextAccumulator text = before instanceof TextAccumulator said ? said : new TextAccumulator();
            text.add(field, piece.textValue());
            return text;
        }
        if (before instanceof TextAccumulator said && said.isSaid()) {
            return before;
        }
        if (piece.isObject() && ObjectAccumulator.FIELDS.contains(field)) {
            ObjectAccumulator object = before instanceof ObjectAccumulator said ? said : new ObjectAccumulator();
            object.add(piece);
            return object;
        }
        if (piece.isArray()) {
            ArrayAccumulator array = before instanceof ArrayAccumulator said ? said : new ArrayAccumulator();
            piece.forEach(array::add);
            return array;
        }
        boolean saysNothing = piece.isTextual() && piece.textValue().isEmpty();
        return before != null && saysNothing ? before : new LastValue(piece);
    }

    /** Text; its pieces are joined once, when somebody asks. */
    final class TextAccumulator implements DeltaAccumulator {
        private static final Set<String> WRITTEN =
                Set.of("content", "refusal", "reasoning_content", "reasoning", "arguments", "input", "transcript");

        private final StringBuilder said = new StringBuilder();

        // Some servers send the name of a function again with every piece of its arguments.
        void add(String field, String piece) {
            if (!field.equals("name") || !piece.contentEquals(said)) {
                said.append(piece);
            }
        }

        boolean isSaid() {
            return !said.isEmpty();
        }

        @Override
        public JsonNode tree() {
            return TextNode.valueOf(said.toString());
        }

        @Override
        public long written(String field) {
            return WRITTEN.contains(field) ? said.length() : 0;
        }
    }

    /**
     * A value that comes in one piece.
     *
     * @param value the last one
     */
    record LastValue(JsonNode value) implements DeltaAccumulator {
        /** Texts that are given once, or with every piece again, and are no text of the model's. */
        private static final Set<String> FIELDS = Set.of("role", "id", "type", "format");

        @Override
        public JsonNode tree() {
            return value.deepCopy();
        }

        @Override
        public long written(String field) {
            return 0;
        }
    }
}
