package dev.dragoman.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The one place that reads and writes JSON; {@link RecordMapper} binds records on top of it. Numbers keep their digits: a
 * 64-bit integer, 0.1 and 1e400 are written as they were read. What is sent to Dragoman is read strictly. A key given
 * twice, invalid UTF-8 and half of a surrogate pair are errors, because two readers may understand them in two ways. What
 * a provider sends may be paid for, so it is read leniently: these three are repaired, and so are NaN and Infinity, which
 * Python writes although JSON has no such numbers: they become null. Trailing characters and deep
 * nesting are errors in both, and so are more values than fit into memory. A byte order mark before the JSON is skipped in
 * both (RFC 8259, 8.1, allows that).
 */
public final class Json {
    /** The deepest nesting of objects and arrays that is read. */
    public static final int MAX_NESTING = 500;

    /** How many tokens are read of what is sent to Dragoman: names, values, and both ends of objects and arrays. */
    public static final int MAX_TOKENS = 1_000_000;

    /** How many tokens are read of what may be paid for: an answer with log probabilities has hundreds for each word. */
    public static final int MAX_PAID_TOKENS = 6_000_000;

    private static final int MAX_NUMBER_DIGITS = 1_000;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final char REPLACEMENT = '\uFFFD';

    private static final JsonMapper MAPPER = newMapper(MAX_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final JsonMapper LENIENT = newMapper(MAX_PAID_TOKENS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final Set<String> NOTHINGS = Set.of("", "null", "none", "nil", "undefined", "false", "{}", "[]");

    /** How Jackson begins to tell of a key that is given twice. */
    private static final String DUPLICATE = "Duplicate field";

    private static final Result HALVED = new Result.NotJson("has half of a surrogate pair");

    private Json() {}

    /** The settings and limits that every mapper has. */
    static JsonMapper.Builder newMapper(long maxTokens) {
        // Names that clients make up are not worth keeping for the life of the process.
        JsonFactory factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxNumberLength(MAX_NUMBER_DIGITS)
                        .maxTokenCount(maxTokens)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .disable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8);
    }

    /** What reading gave. */
    public sealed interface Result {
        /**
         * Decides by what it is.
         *
         * @param value given the tree
         * @param notJson given what is wrong, as {@link NotJson#problem}
         * @param <R> the type of the result
         * @return the result of the function that was called
         */
        <R> R match(Function<? super JsonNode, ? extends R> value, Function<? super String, ? extends R> notJson);

        /**
         * The object that was read.
         *
         * @return empty if it is no JSON, or another JSON value than an object
         */
        Optional<ObjectNode> object();

        /**
         * It was JSON.
         *
         * @param node the tree
         */
        record Value(JsonNode node) implements Result {
            @Override
            public <R> R match(
                    Function<? super JsonNode, ? extends R> value, Function<? super String, ? extends R> notJson) {
                return value.apply(node);
            }

            @Override
            public Optional<ObjectNode> object() {
                return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
            }
        }

        /**
         * It was not.
         *
         * @param problem one clause for the caller, without any of the content
         */
        record NotJson(String problem) implements Result {
            @Override
            public <R> R match(
                    Function<? super JsonNode, ? extends R> value, Function<? super String, ? extends R> notJson) {
                return notJson.apply(problem);
            }

            @Override
            public Optional<ObjectNode> object() {
                return Optional.empty();
            }
        }
    }

    /**
     * Reads UTF-8 bytes, strictly.
     *
     * @param bytes the whole document
     * @return the tree, or what is wrong with the bytes
     */
    public static Result read(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 || isUtf8(bytes) ? read(text) : new Result.NotJson("is not valid UTF-8");
    }

    // A replacement character may have been sent, or stand for what is not UTF-8. To ask the decoder each time
    // would take three times the memory.
    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    /**
     * Reads text, strictly.
     *
     * @param text the whole document
     * @return the tree, or what is wrong with the text
     */
    public static Result read(String text) {
        Result result = read(MAPPER, text);
        return result.match(node -> isHalved(text, node) ? HALVED : result, problem -> result);
    }

    private static boolean isHalved(String text, JsonNode node) {
        return LoneSurrogates.isHalved(text) || (LoneSurrogates.mayBeIn(text) && LoneSurrogates.isHalved(node));
    }

    /**
     * Reads UTF-8 bytes that may have been paid for. If a key is given twice, its last value counts. Bytes that are not
     * UTF-8 and halves of surrogate pairs become U+FFFD, and what is no number null.
     *
     * @param bytes the whole document
     * @return the tree, or what is wrong with the bytes
     */
    public static Result readLenient(byte[] bytes) {
        return readLenient(new String(bytes, StandardCharsets.UTF_8));
    }

    /**
     * Reads text that may have been paid for. If a key is given twice, its last value counts. Halves of surrogate pairs
     * become U+FFFD, and what is no number null.
     *
     * @param text the whole document
     * @return the tree, or what is wrong with the text
     */
    public static Result readLenient(String text) {
        Result result = read(LENIENT, LoneSurrogates.mended(text));
        boolean halves = LoneSurrogates.mayBeIn(text);
        boolean nonNumbers = NonNumbers.mayBeIn(text);
        return halves || nonNumbers
                ? result.match(node -> new Result.Value(mended(node, halves, nonNumbers)), problem -> result)
                : result;
    }

    private static JsonNode mended(JsonNode node, boolean halves, boolean nonNumbers) {
        JsonNode numbered = nonNumbers ? NonNumbers.mended(node) : node;
        return halves ? withTexts(numbered, LoneSurrogates::mended) : numbered;
    }

    /**
     * Reads the names of the fields of the object with which a text begins, in their order, without holding their values. What is
     * not JSON, or no object, ends the reading as the end of the object does.
     *
     * @param in UTF-8, from its beginning; it may be read beyond the object
     * @param wanted is given each name; false ends the reading
     * @throws IOException if the stream breaks off
     */
    public static void firstNames(InputStream in, Predicate<String> wanted) throws IOException {
        try (JsonParser parser = MAPPER.getFactory().createParser(in)) {
            boolean goesOn = parser.nextToken() == JsonToken.START_OBJECT;
            while (goesOn && parser.nextToken() == JsonToken.FIELD_NAME) {
                goesOn = wanted.test(parser.currentName());
                if (goesOn) {
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
        } catch (JsonProcessingException malformed) {
            // The names that came before count.
        }
    }

    private static Result read(JsonMapper mapper, String text) {
        try (JsonParser parser = mapper.createParser(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)) {
            return read(mapper, parser);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Result read(JsonMapper mapper, JsonParser parser) throws IOException {
        try {
            JsonNode node = mapper.readTree(parser);
            return node == null ? new Result.NotJson("is empty") : new Result.Value(node);
        } catch (JsonProcessingException malformed) {
            return new Result.NotJson(problem(malformed, parser));
        } catch (NumberFormatException exponent) {
            // Jackson's parser accepts 1e99999999999 as a number, but BigDecimal does not.
            return new Result.NotJson("has a number out of range");
        }
    }

    // Jackson's own message quotes the content, so only what is wrong and the place are told.
    private static String problem(JsonProcessingException malformed, JsonParser parser) {
        long most = parser.streamReadConstraints().getMaxTokenCount();
        if (parser.currentTokenCount() > most) {
            return "has more than %,d names, values, objects and arrays".formatted(most);
        }
        if (malformed instanceof StreamConstraintsException) {
            return parser.getParsingContext().getNestingDepth() > MAX_NESTING
                    ? "is nested deeper than " + MAX_NESTING
                    : "has a name or a number that is too long";
        }
        String what = malformed.getOriginalMessage().startsWith(DUPLICATE) ? "has a key twice" : "is not valid JSON";
        JsonLocation location = malformed.getLocation();
        return location == null
                ? what
                : "%s (line %d, column %d)".formatted(what, location.getLineNr(), location.getColumnNr());
    }

    /**
     * Writes a tree on one line.
     *
     * @param node any tree
     * @return its UTF-8 text
     */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * How many bytes {@link #bytes} would have, without the memory for them.
     *
     * @param node any tree
     * @return the bytes of its UTF-8 text
     */
    public static long size(JsonNode node) {
        CountingStream counted = new CountingStream();
        try {
            MAPPER.writeValue(counted, node);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return counted.bytes;
    }

    private static final class CountingStream extends OutputStream {
        private long bytes;

        @Override
        public void write(int each) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int from, int length) {
            bytes += length;
        }
    }

    /**
     * Writes a tree on one line.
     *
     * @param node any tree
     * @return its text
     */
    public static String text(JsonNode node) {
        return new String(bytes(node), StandardCharsets.UTF_8);
    }

    /**
     * Writes a tree indented, for files that people open.
     *
     * @param node any tree
     * @return its UTF-8 text
     */
    public static byte[] pretty(JsonNode node) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * Changes every text of a tree, names of fields included. If two names become the same, the last value stays.
     *
     * @param node the tree, which is changed
     * @param change what becomes of a text
     * @return the tree; another node only if it is a text itself
     */
    public static JsonNode withTexts(JsonNode node, UnaryOperator<String> change) {
        if (node instanceof ObjectNode object) {
            List<Map.Entry<String, JsonNode>> fields = object.properties().stream()
                    .map(field -> Map.entry(change.apply(field.getKey()), withTexts(field.getValue(), change)))
                    .toList();
            object.removeAll();
            fields.forEach(field -> object.set(field.getKey(), field.getValue()));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, withTexts(array.get(i), change));
            }
        } else if (node.isTextual()) {
            return TextNode.valueOf(change.apply(node.textValue()));
        }
        return node;
    }

    /**
     * Whether a value says nothing: providers fill a field that they do not need in many ways.
     *
     * @param node any value; a missing one says nothing
     * @return true for null, false, zero, a blank text, a text that spells one of these, and for a list or an object of
     *     nothing else
     */
    public static boolean saysNothing(JsonNode node) {
        if (node.isContainerNode()) {
            return node.valueStream().allMatch(Json::saysNothing);
        }
        if (node.isTextual()) {
            return NOTHINGS.contains(node.textValue().strip().toLowerCase(Locale.ROOT));
        }
        return node.isNumber() ? node.decimalValue().signum() == 0 : !node.booleanValue();
    }

    /**
     * An empty object to fill.
     *
     * @return a new node
     */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }
}
