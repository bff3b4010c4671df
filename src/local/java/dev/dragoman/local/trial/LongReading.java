package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Long documents under a server that is killed again and again, with a queue between: whether each page is read, in one part,
 * paid for once or marked, and nothing ends in the dead-letter queue.
 *
 * @param kills how often the server is killed
 * @param pages of the PDF, with a fact on each
 * @param sections of the text, with a fact in each
 * @param sectionSize of each section, in bytes
 * @param heap the most heap of a server, in megabytes
 * @param environment further settings
 */
public record LongReading(
        int kills, int pages, int sections, int sectionSize, int heap, Map<String, String> environment)
        implements Trial {
    private static final String BUCKET = "long-documents";
    private static final String QUEUE = "long-queue";
    private static final String DEAD = "long-dead";
    private static final String LEDGER = "ledger/";
    private static final int MAX_RECEIVES = 5;
    private static final long MODEL_MILLIS = 300;
    private static final int SEED = 1_911;
    private static final int LONGEST_WORK_MILLIS = 2_500;
    private static final double MOST_TOKENS = 1.15;
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** The full trial: 2,000 pages, and a text of 40 MB. */
    static LongReading full(int kills) {
        return new LongReading(kills, 2_000, 10_000, 4_000, 256, Map.of());
    }

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        stack.createBucket(BUCKET);
        String queue = stack.createQueue(QUEUE, DEAD, MAX_RECEIVES);
        byte[] pdf = LongSamples.pdf(pages);
        stack.s3().putObject(put -> put.bucket(BUCKET).key("inbox/pages.pdf"), RequestBody.fromBytes(pdf));
        long size = (long) sections * sectionSize;
        stack.s3()
                .putObject(
                        put -> put.bucket(BUCKET).key("inbox/sections.md"),
                        RequestBody.fromContentProvider(
                                () -> LongSamples.text(sections, sectionSize), size, "text/markdown"));
        try (FactModel model = FactModel.start(MODEL_MILLIS)) {
            for (String key : List.of("inbox/pages.pdf", "inbox/sections.md")) {
                stack.sqs().sendMessage(send -> send.queueUrl(queue).messageBody(notification(key)));
            }
            long began = System.nanoTime();
            List<String> handedOn = new ArrayList<>();
            Random random = new Random(SEED);
            Duration start = Duration.ZERO;
            for (int kill = 0; kill < kills && !isDone(stack); kill++) {
                long launched = System.nanoTime();
                try (DragomanProcess server = launch(stack, model)) {
                    if (start.isZero()) {
                        server.awaitReady(Duration.ofSeconds(60));
                        start = Duration.ofNanos(System.nanoTime() - launched);
                        Thread.sleep(random.nextInt(LONGEST_WORK_MILLIS));
                    } else {
                        Thread.sleep(start.toMillis() + random.nextInt(LONGEST_WORK_MILLIS));
                    }
                    server.kill();
                    handedOn.addAll(handedOn(server));
                }
            }
            try (DragomanProcess server = launch(stack, model)) {
                server.awaitReady(Duration.ofSeconds(60));
                while (server.alive()
                        && !isDone(stack)
                        && Duration.ofNanos(System.nanoTime() - began).compareTo(PATIENCE) < 0) {
                    Thread.sleep(200);
                }
                handedOn.addAll(handedOn(server));
            }
            return judged(stack, model, handedOn.size(), Duration.ofNanos(System.nanoTime() - began), size, pdf.length);
        }
    }

    private DragomanProcess launch(LocalStack stack, FactModel model) {
        Map<String, String> settings = new TreeMap<>(stack.environment());
        settings.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl().toString());
        settings.put("DRAGOMAN_LEDGER", "s3://" + BUCKET + "/" + LEDGER);
        settings.put("DRAGOMAN_LEASE", "4s");
        settings.put("DRAGOMAN_POLL_QUEUE", QUEUE);
        settings.put("DRAGOMAN_POLL_VISIBILITY", "10");
        settings.put("DRAGOMAN_CONCURRENCY", "4");
        settings.put("DRAGOMAN_DOCUMENTS_DELIVERY_CHECK", "false");
        settings.putAll(environment);
        return DragomanProcess.launch(0, settings, List.of("-Xmx" + heap + "m"));
    }

    private static String notification(String key) {
        ObjectNode event = Json.object();
        ObjectNode item = event.putArray("Records").addObject();
        item.put("eventSource", "aws:s3").put("eventName", "ObjectCreated:Put");
        ObjectNode s3 = item.putObject("s3");
        s3.putObject("bucket").put("name", BUCKET);
        s3.putObject("object").put("key", key);
        return Json.text(event);
    }

    private static List<String> handedOn(DragomanProcess server) {
        return server.lines().stream()
                .filter(line -> line.contains("is handed on"))
                .toList();
    }

    private static boolean isDone(LocalStack stack) {
        return !receipt(stack, "pages.pdf").isMissingNode()
                && !receipt(stack, "sections.md").isMissingNode();
    }

    private static JsonNode receipt(LocalStack stack, String name) {
        return json(stack, "summaries/" + name + ".receipt.json");
    }

    private static JsonNode json(LocalStack stack, String key) {
        try {
            String text = stack.s3()
                    .getObjectAsBytes(get -> get.bucket(BUCKET).key(key))
                    .asString(StandardCharsets.UTF_8);
            return ((Json.Result.Value) Json.read(text)).node();
        } catch (NoSuchKeyException missing) {
            return MissingNode.getInstance();
        }
    }

    private Findings judged(LocalStack stack, FactModel model, int handedOn, Duration took, long size, long pdfSize) {
        Findings findings = new Findings();
        if (!isDone(stack)) {
            findings.expect(false, "Both documents should have a summary.");
            return findings;
        }
        Map<String, Long> counts = model.counts();
        int asks = 0;
        int twice = 0;
        for (String name : List.of("pages.pdf", "sections.md")) {
            JsonNode receipt = receipt(stack, name);
            String unit = name.endsWith(".pdf") ? "pages" : "bytes";
            int facts = name.endsWith(".pdf") ? pages : sections;
            List<JsonNode> parts = list(receipt.path("parts"));
            List<JsonNode> steps = list(receipt.path("combines"));
            asks += parts.size() + steps.size();
            findings.expect(
                    receipt.path("outcome").asText().equals("completed"),
                    "%s should be completed; it is %s.",
                    name,
                    receipt.path("outcome").asText());
            findings.expect(
                    receipt.at("/coverage/" + unit).asLong()
                            == receipt.at("/coverage/read").asLong(),
                    "All %s of %s should have been read.",
                    unit,
                    name);
            findings.expect(isWhole(parts, unit), "Each of the %s of %s should be in one part.", unit, name);
            List<String> found = parts.stream()
                    .flatMap(part -> LongSamples.factsIn(
                            json(stack, LEDGER + part.path("key").asText() + ".json")
                                    .at("/answer/outcome/text")
                                    .asText())
                            .stream())
                    .toList();
            findings.expect(
                    found.equals(LongSamples.facts(1, facts)),
                    "The parts of %s should have %d facts, each once and in order; they have %d.",
                    name,
                    facts,
                    found.size());
            Set<String> unmarked = new HashSet<>();
            for (JsonNode line : parts) {
                long paid = counts.getOrDefault(name + " part " + unit(unit, line), 0L);
                twice += paid > 1 ? 1 : 0;
                if (paid > 1 && !line.path("mayBePaidTwice").asBoolean()) {
                    unmarked.add(unit(unit, line));
                }
            }
            findings.expect(
                    unmarked.isEmpty(), "What was paid twice should be marked; not so in %s: %s.", name, unmarked);
        }
        long tokens = model.calls().stream()
                .mapToLong(FactModel.FactCall::inputTokens)
                .sum();
        long once = model.calls().stream()
                .collect(Collectors.toMap(
                        FactModel.FactCall::name, FactModel.FactCall::inputTokens, (first, again) -> first))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
        double ratio = once * (double) CHARACTERS_PER_TOKEN / (size + LongSamples.characters(pages));
        findings.expect(
                ratio <= MOST_TOKENS || !environment.isEmpty(),
                "All input tokens should be at most %.2f times those of the documents; they are %.3f times.",
                MOST_TOKENS,
                ratio);
        String dead = stack.sqs().getQueueUrl(get -> get.queueName(DEAD)).queueUrl();
        String waiting = String.valueOf(stack.sqs()
                .getQueueAttributes(
                        get -> get.queueUrl(dead).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
        findings.expect("0".equals(waiting), "Nothing should be in the dead-letter queue; %s are.", waiting);
        findings.expect(handedOn <= 2 * asks, "There should be fewer continuations than asks; there are %d.", handedOn);
        findings.figures()
                .put("kills", kills)
                .put("pages", pages)
                .put("textBytes", size)
                .put("pdfBytes", pdfSize)
                .put("asks", asks)
                .put("calls", model.calls().size())
                .put("paidTwice", twice)
                .put("continuations", handedOn)
                .put("inputTokens", tokens)
                .put("inputTokensToTheDocuments", ratio)
                .put("minutes", took.toSeconds() / 60.0);
        findings.say(
                "long: %,d pages and %,d bytes of text, %d kills in %.1f min",
                pages, size, kills, took.toSeconds() / 60.0);
        findings.say(
                "parts and combines: %d, calls: %d, paid for twice: %d, all marked; continuations: %d",
                asks, model.calls().size(), twice, handedOn);
        findings.say("input tokens sent: %,d; without what was sent again, %.3f times the documents'", tokens, ratio);
        return findings;
    }

    private static String unit(String unit, JsonNode line) {
        return unit + " " + line.path(unit).asText();
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    // From the first to the last, without a gap and without an overlap.
    private static boolean isWhole(List<JsonNode> parts, String unit) {
        List<long[]> spans = parts.stream()
                .map(part -> part.path(unit).asText().split("-"))
                .map(ends -> new long[] {Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1])})
                .collect(Collectors.toList());
        return !spans.isEmpty()
                && spans.get(0)[0] <= 1
                && IntStream.range(1, spans.size()).allMatch(i -> spans.get(i)[0] == spans.get(i - 1)[1] + 1);
    }
}
