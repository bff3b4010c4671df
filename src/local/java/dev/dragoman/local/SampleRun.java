package dev.dragoman.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Drops the sample files into the inbox, and shows each summary and receipt as it arrives. */
final class SampleRun {
    private static final String INPUT = "inbox/";
    private static final String OUTPUT = "summaries/";
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final int SHOWN_LINES = 25;

    private final S3Client s3;
    private final String bucket;
    private final DragomanProcess dragoman;
    private final Console console;
    private final List<String> failures = new ArrayList<>();

    SampleRun(S3Client s3, String bucket, DragomanProcess dragoman, Console console) {
        this.s3 = s3;
        this.bucket = bucket;
        this.dragoman = dragoman;
        this.console = console;
    }

    /**
     * Runs it.
     *
     * @param samples the directory with the files
     * @return a sentence for each sample that was not summarised
     */
    List<String> run(Path samples) {
        Set<String> waiting = drop(samples);
        console.say("Dropped into s3://" + bucket + "/" + INPUT + ": " + String.join(", ", waiting)
                + ". Waiting for the summaries.");
        long start = console.now();
        while (!waiting.isEmpty() && console.now() - start < LIMIT.toNanos()) {
            Set<String> results = results();
            waiting.removeIf(name -> arrived(name, results, start));
            // The pause between two checks ends early if the server ends.
            if (!waiting.isEmpty() && dragoman.exitWithin(BETWEEN_LOOKS).isPresent()) {
                failures.add("Dragoman ended while it was summarising; its log: " + dragoman.log());
                break;
            }
        }
        waiting.forEach(name -> failures.add(name + " was not summarised."));
        return failures;
    }

    private Set<String> drop(Path samples) {
        try (Stream<Path> files = Files.list(samples)) {
            Set<String> names = new TreeSet<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                s3.putObject(put -> put.bucket(bucket).key(INPUT + name), RequestBody.fromFile(file));
                names.add(name);
            }
            return names;
        } catch (IOException noSamples) {
            throw new UncheckedIOException(noSamples);
        }
    }

    private Set<String> results() {
        return s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(OUTPUT)).contents().stream()
                .map(S3Object::key)
                .collect(Collectors.toSet());
    }

    private boolean arrived(String name, Set<String> results, long start) {
        String key = OUTPUT + name;
        if (results.contains(key + ".error.json")) {
            title(name, start);
            console.indented(List.of(get(key + ".error.json").strip()));
            failures.add(name + " was answered with an error instead of a summary.");
            return true;
        }
        if (!results.contains(key + ".summary.md") || !results.contains(key + ".receipt.json")) {
            return false;
        }
        title(name, start);
        summary(get(key + ".summary.md"), key);
        receipt(name, get(key + ".receipt.json"));
        return true;
    }

    private void title(String name, long start) {
        console.blank();
        console.say("== " + name + " (after " + console.since(start) + ")");
    }

    private void summary(String text, String key) {
        List<String> lines = text.strip().lines().toList();
        console.indented(lines.stream().limit(SHOWN_LINES).toList());
        if (lines.size() > SHOWN_LINES) {
            console.indented(List.of("(... " + (lines.size() - SHOWN_LINES) + " more lines in s3://" + bucket + "/"
                    + key + ".summary.md)"));
        }
    }

    private void receipt(String name, String text) {
        JsonNode receipt = Json.read(text) instanceof Json.Result.Value value ? value.node() : Json.object();
        console.blank();
        console.indented(ReceiptFacts.of(receipt));
        String outcome = receipt.path("outcome").asText("missing");
        if (!outcome.equals("completed")) {
            failures.add("The receipt of " + name + " says that its outcome is " + outcome + ", not completed.");
        }
    }

    private String get(String key) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asString(StandardCharsets.UTF_8);
    }
}
