package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dragoman.json.JsonWeight;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A value that a stream gives piece by piece. */
sealed interface DeltaAccumulator
        permits ObjectAccumulator,
                ArrayAccumulator,
                PartsAccumulator,
                DeltaAccumulator.TextAccumulator,
                DeltaAccumulator.LastValue {
    /** The value so far. What came in one piece is not copied. */
    JsonNode tree();

    /** What it takes, as {@link JsonWeight} counts. */
    long weight();

    /** How many characters written by the model it has, if it is the value of the field with this name. */
    long written(String field);

    /**
     * Adds a piece to a value. Texts are appended to, and so are arrays and those objects whose fields are known to
     * come in pieces; any other value replaces the one before. A later null never replaces a value, and a value of
     * another kind never replaces a text. A content may go on as a list of parts.
     *
     * @param field the name of the field that has the value
     * @param before the value so far; null at its first piece
     */
    static DeltaAccumulator accumulate(String field, @Nullable DeltaAccumulator before, JsonNode piece) {
        if (piece.isNull()) {
            return before == null ? new LastValue(NullNode.instance) : before;
        }
        boolean isList = piece.valueStream().anyMatch(JsonNode::isObject)
                || (piece.isTextual() && before instanceof PartsAccumulator);
        if (isList && PartsAccumulator.FIELDS.contains(field)) {
            PartsAccumulator parts = PartsAccumulator.continuing(before);
            parts.add(piece);
            return parts;
        }
        if (piece.isTextual() && !LastValue.FIELDS.contains(field)) {
            TextAccumulator text = before instanceof TextAccumulator known ? known : new TextAccumulator();
            text.add(field, piece.textValue());
            return text;
        }
        if (before instanceof PartsAccumulator || (before instanceof TextAccumulator known && known.hasText())) {
            return before;
        }
        if (piece.isObject() && ObjectAccumulator.FIELDS.contains(field)) {
            ObjectAccumulator object = before instanceof ObjectAccumulator known ? known : new ObjectAccumulator();
            object.add(piece);
            return object;
        }
        if (piece.isArray()) {
            ArrayAccumulator array = before instanceof ArrayAccumulator known ? known : new ArrayAccumulator();
            piece.forEach(array::add);
            return array;
        }
        boolean isEmptyText = piece.isTextual() && piece.textValue().isEmpty();
        return before != null && isEmptyText ? before : new LastValue(piece);
    }

    /** A text; its pieces are joined only when the tree is asked for. */
    final class TextAccumulator implements DeltaAccumulator {
        private static final Set<String> WRITTEN =
                Set.of("content", "refusal", "reasoning_content", "reasoning", "arguments", "input", "transcript");

        private final StringBuilder text = new StringBuilder();

        // Some servers repeat the name of a function with every piece of its arguments.
        void add(String field, String piece) {
            if (!field.equals("name") || !piece.contentEquals(text)) {
                text.append(piece);
            }
        }

        boolean hasText() {
            return !text.isEmpty();
        }

        @Override
        public JsonNode tree() {
            return TextNode.valueOf(text.toString());
        }

        @Override
        public long weight() {
            return (long) JsonWeight.OF_A_VALUE + text.length();
        }

        @Override
        public long written(String field) {
            return WRITTEN.contains(field) ? text.length() : 0;
        }
    }

    /**
     * A value that is sent in one piece.
     *
     * @param value the last one
     */
    record LastValue(JsonNode value) implements DeltaAccumulator {
        /** Texts that are not written by the model, and are sent once or repeated with every piece. */
        private static final Set<String> FIELDS = Set.of("role", "id", "type", "format");

        @Override
        public JsonNode tree() {
            return value;
        }

        @Override
        public long weight() {
            return JsonWeight.OF_A_VALUE + JsonWeight.of(value);
        }

        @Override
        public long written(String field) {
            return 0;
        }
    }
}
