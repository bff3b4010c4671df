package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.Waiting;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Two long documents in a bucket, a PDF and a text with a fact on each page and in each section, and what became of them.
 *
 * @param stack has the bucket and the queue
 * @param name of the bucket, with which the queues' names begin
 * @param pages of the PDF
 * @param sections of the text
 * @param sectionSize of each section, in bytes
 */
record LongPapers(LocalStack stack, String name, int pages, int sections, int sectionSize) {
    private static final String PDF = "pages.pdf";
    private static final String TEXT = "sections.md";
    private static final List<String> NAMES = List.of(PDF, TEXT);
    private static final String LEDGER = "ledger/";
    private static final int MAX_RECEIVES = 5;
    private static final double MOST_TOKENS = 1.15;
    private static final int CHARACTERS_PER_TOKEN = 4;

    /**
     * Stores the documents, and sends a message about each to a new queue.
     *
     * @return the queue's URL
     */
    String bring() {
        stack.createBucket(name);
        String queue = stack.createQueue(queue(), dead(), MAX_RECEIVES);
        stack.s3()
                .putObject(put -> put.bucket(name).key("inbox/" + PDF), RequestBody.fromBytes(LongSamples.pdf(pages)));
        stack.s3()
                .putObject(
                        put -> put.bucket(name).key("inbox/" + TEXT),
                        RequestBody.fromContentProvider(
                                () -> LongSamples.text(sections, sectionSize), size(), "text/markdown"));
        NAMES.forEach(document -> stack.sqs()
                .sendMessage(
                        send -> send.queueUrl(queue).messageBody(AskedQueues.notification(name, "inbox/" + document))));
        return queue;
    }

    /** The settings of a process that reads them, with the queue's for a server that polls. */
    Map<String, String> environment(FactModel model, Map<String, String> further) {
        Map<String, String> settings = new TreeMap<>(stack.environment());
        settings.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl().toString());
        settings.put("DRAGOMAN_LEDGER", "s3://" + name + "/" + LEDGER);
        settings.put("DRAGOMAN_LEASE", "4s");
        // The model knows nothing of files, and counts less than a PDF has to cost.
        settings.put("DRAGOMAN_DOCUMENTS_DELIVERY_CHECK", "false");
        settings.putAll(further);
        return settings;
    }

    String queue() {
        return name + "-queue";
    }

    private String dead() {
        return name + "-dead";
    }

    private long size() {
        return (long) sections * sectionSize;
    }

    /** Whether both have a receipt, and no message is left. */
    boolean isDone() {
        return NAMES.stream().noneMatch(document -> receipt(document).isMissingNode())
                && Waiting.in(stack.sqs(), url(queue())) == 0;
    }

    private String url(String queue) {
        return stack.sqs().getQueueUrl(get -> get.queueName(queue)).queueUrl();
    }

    private JsonNode receipt(String document) {
        return json("summaries/" + document + ".receipt.json");
    }

    private JsonNode json(String key) {
        try {
            String text = stack.s3()
                    .getObjectAsBytes(get -> get.bucket(name).key(key))
                    .asString(StandardCharsets.UTF_8);
            return ((Json.Result.Value) Json.read(text)).node();
        } catch (NoSuchKeyException missing) {
            return MissingNode.getInstance();
        }
    }

    /**
     * Compares what was read, stored, paid and handed on with what had to be.
     *
     * @param model was called for these documents only
     * @param continuations how many messages went on with the work of others
     */
    Findings judged(FactModel model, int continuations) {
        Findings findings = new Findings();
        findings.expect(
                Waiting.in(stack.sqs(), url(dead())) == 0,
                "Nothing should be in the dead-letter queue; %d messages are.",
                Waiting.in(stack.sqs(), url(dead())));
        findings.expect(isDone(), "Both documents should have a summary, and no message should be left.");
        Map<String, Boolean> asks = new HashMap<>();
        for (String document : NAMES) {
            JsonNode receipt = receipt(document);
            String unit = document.equals(PDF) ? "pages" : "bytes";
            judge(findings, document, receipt, unit);
            lines(receipt, "parts").forEach(line -> asks.put(ask(document, "part", unit, line), isMarked(line)));
            lines(receipt, "combines").forEach(line -> asks.put(ask(document, "combine", unit, line), isMarked(line)));
        }
        Set<String> results =
                stack.s3().listObjectsV2Paginator(list -> list.bucket(name).prefix("summaries/")).contents().stream()
                        .map(S3Object::key)
                        .collect(Collectors.toCollection(TreeSet::new));
        findings.expect(
                results.size() == 2 * NAMES.size()
                        && NAMES.stream().allMatch(each -> results.contains("summaries/" + each + ".summary.md")),
                "Each document should have one summary and one receipt, and nothing else; there are %s.",
                results);
        findings.expect(
                continuations <= asks.size(),
                "There should be at most one continuation for each of %d parts and combines; there were %d.",
                asks.size(),
                continuations);
        findings.figures()
                .put("pages", pages)
                .put("textBytes", size())
                .put("partsAndCombines", asks.size())
                .put("continuations", continuations);
        findings.say(
                "%s: %,d pages and %,d bytes of text; %d parts and combines, %d continuations",
                name, pages, size(), asks.size(), continuations);
        payments(findings, model, asks);
        tokens(findings, model);
        return findings;
    }

    private void judge(Findings findings, String document, JsonNode receipt, String unit) {
        int facts = document.equals(PDF) ? pages : sections;
        long units = document.equals(PDF) ? pages : size();
        List<JsonNode> parts = lines(receipt, "parts");
        findings.expect(
                receipt.path("outcome").asText().equals("completed"),
                "%s should be completed; it is %s.",
                document,
                receipt.path("outcome").asText());
        findings.expect(
                receipt.at("/coverage/" + unit).asLong() == units
                        && receipt.at("/coverage/read").asLong() == units,
                "All %d %s of %s should have been read; the receipt says %s.",
                units,
                unit,
                document,
                receipt.path("coverage"));
        findings.expect(isWhole(parts, unit, units), "Each of the %s of %s should be in one part.", unit, document);
        List<String> found = parts.stream()
                .flatMap(part ->
                        LongSamples.factsIn(json(LEDGER + part.path("key").asText() + ".json")
                                        .at("/answer/outcome/text")
                                        .asText())
                                .stream())
                .toList();
        findings.expect(
                found.equals(LongSamples.facts(1, facts)),
                "The parts of %s should have %d facts, each once and in order; they have %d.",
                document,
                facts,
                found.size());
    }

    private void payments(Findings findings, FactModel model, Map<String, Boolean> asks) {
        Map<String, Long> counts = model.counts();
        Set<String> never = new HashSet<>(asks.keySet());
        never.removeAll(counts.keySet());
        Set<String> unknown = new HashSet<>(counts.keySet());
        unknown.removeAll(asks.keySet());
        List<String> twice = asks.keySet().stream()
                .filter(ask -> counts.getOrDefault(ask, 0L) > 1)
                .toList();
        List<String> unmarked =
                twice.stream().filter(ask -> !asks.getOrDefault(ask, false)).toList();
        findings.expect(
                never.isEmpty() && unknown.isEmpty(),
                "The calls should be those for the parts and combines; never called for: %s; called for besides: %s.",
                never,
                unknown);
        findings.expect(unmarked.isEmpty(), "What was paid twice should be marked; not so: %s.", unmarked);
        findings.figures().put("calls", model.calls().size()).put("paidTwice", twice.size());
        findings.say(
                "%s: %d calls; paid for more than once: %d, not marked: %d",
                name, model.calls().size(), twice.size(), unmarked.size());
    }

    // What a killed process had sent is sent again. So each ask counts once here, and all calls are told too.
    private void tokens(Findings findings, FactModel model) {
        long sent = model.calls().stream()
                .mapToLong(FactModel.FactCall::inputTokens)
                .sum();
        long once = model.calls().stream()
                .collect(Collectors.toMap(
                        FactModel.FactCall::name, FactModel.FactCall::inputTokens, (first, again) -> first))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
        double documents = (size() + LongSamples.characters(pages)) / (double) CHARACTERS_PER_TOKEN;
        findings.expect(
                once <= MOST_TOKENS * documents,
                "All input tokens should be at most %.2f times those of the documents; they are %.3f times.",
                MOST_TOKENS,
                once / documents);
        findings.figures()
                .put("inputTokens", sent)
                .put("documentsTokens", Math.round(documents))
                .put("inputTokensToDocuments", once / documents)
                .put("inputTokensSentAgain", sent - once);
        findings.say(
                "%s: %,d input tokens for documents of %,.0f, so %.3f times as many; sent again after kills: %,d",
                name, once, documents, once / documents, sent - once);
    }

    private static boolean isMarked(JsonNode line) {
        return line.path("mayBePaidTwice").asBoolean();
    }

    private static String ask(String document, String kind, String unit, JsonNode line) {
        return "%s %s %s %s".formatted(document, kind, unit, line.path(unit).asText());
    }

    private static List<JsonNode> lines(JsonNode receipt, String list) {
        return StreamSupport.stream(receipt.path(list).spliterator(), false).toList();
    }

    // From the first to the last, without a gap and without an overlap. Pages count from 1, bytes from 0.
    private static boolean isWhole(List<JsonNode> parts, String unit, long units) {
        List<long[]> spans = parts.stream()
                .map(part -> part.path(unit).asText().split("-"))
                .map(ends -> new long[] {Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1])})
                .collect(Collectors.toList());
        long first = unit.equals("pages") ? 1 : 0;
        return !spans.isEmpty()
                && spans.get(0)[0] == first
                && spans.get(spans.size() - 1)[1] == first + units - 1
                && IntStream.range(1, spans.size()).allMatch(i -> spans.get(i)[0] == spans.get(i - 1)[1] + 1);
    }
}
