package dev.dragoman.document;

import dev.dragoman.event.OneLine;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.Sha256;
import dev.dragoman.json.BuiltIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt template: text in which {@code {{name}}}, {@code {{type}}} and {@code {{bucket}}} stand for the document's.
 * What is filled in is not searched for placeholders again, so a file's name can't hold one.
 *
 * @param name {@code summary}, the template file's name, or {@code ask} if the ask brought the text
 * @param text the template
 */
record Prompt(String name, String text) {
    /** The prompt that is built in. */
    static final String BUILT_IN = "summary";

    /** White space, and marks such as a byte order mark. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Z}]*");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

    /**
     * Loads a configured prompt.
     *
     * @param value {@code summary}, or the path of a file
     * @return the template
     * @throws IllegalArgumentException if the file can't be read, says nothing or holds an unknown placeholder; the message
     *     is one clause
     */
    static Prompt load(String value) {
        Prompt prompt = value.equals(BUILT_IN) ? builtIn() : file(Path.of(value));
        PLACEHOLDER
                .matcher(prompt.text())
                .results()
                .map(found -> found.group(1))
                .forEach(Prompt::check);
        return prompt;
    }

    private static void check(String placeholder) {
        if (!values(new S3Location("", ""), "").containsKey(placeholder)) {
            throw new IllegalArgumentException(
                    "has the placeholder {{" + placeholder + "}}; known are {{name}}, {{type}} and {{bucket}}");
        }
    }

    private static Prompt builtIn() {
        return builtIn(BUILT_IN);
    }

    /** A template of the artifact. */
    static Prompt builtIn(String name) {
        return new Prompt(name, BuiltIn.text("/prompts/" + name + ".md"));
    }

    private static Prompt file(Path path) {
        try {
            String text = Files.readString(path);
            if (INVISIBLE.matcher(text).matches()) {
                throw new IllegalArgumentException("names a prompt file that is empty");
            }
            return new Prompt(String.valueOf(path.getFileName()), text);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("names a prompt file that can't be read", unreadable);
        }
    }

    /** This template with another one as the task that it speaks of. */
    Prompt with(Prompt task) {
        return new Prompt(name, text.strip() + "\n\n" + task.text());
    }

    /**
     * Fills in a document's name, type and bucket.
     *
     * @param location where the document is
     * @param mediaType its type
     * @return the text for the model
     */
    String render(S3Location location, String mediaType) {
        return render(location, mediaType, Map.of());
    }

    /**
     * Fills in a document's name, type and bucket, and more.
     *
     * @param more what other placeholders stand for
     */
    String render(S3Location location, String mediaType, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(values(location, mediaType));
        values.putAll(more);
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())))
                .strip();
    }

    private static Map<String, String> values(S3Location location, String mediaType) {
        String key = location.key();
        // On one line: the document's author chooses the name.
        String name = OneLine.of(key.substring(key.lastIndexOf('/') + 1));
        return Map.of("name", name, "type", mediaType, "bucket", location.bucket());
    }

    /**
     * A version that changes with the text.
     *
     * @return the first 12 hex digits of the text's SHA-256
     */
    String version() {
        return Sha256.hex(text).substring(0, 12);
    }
}
