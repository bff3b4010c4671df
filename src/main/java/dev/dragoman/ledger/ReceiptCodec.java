package dev.dragoman.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Receipt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Receipts as JSON, part by part. The ledger's own part is left out: whoever reads an entry makes it anew. */
final class ReceiptCodec {
    private ReceiptCodec() {}

    static ObjectNode write(Receipt receipt) {
        ObjectNode json = Json.object()
                .put("ask", receipt.ask())
                .put("started", receipt.started().toString());
        if (receipt.source() != null) {
            write(receipt.source(), json.putObject("source"));
        }
        if (receipt.sent() != null) {
            ObjectNode sent = json.putObject("sent")
                    .put("endpoint", receipt.sent().endpoint().label())
                    .put("model", receipt.sent().model());
            ArrayNode adjustments = sent.putArray("adjustments");
            receipt.sent().adjustments().forEach(adjustments::add);
        }
        if (receipt.call() != null) {
            Receipt.Call call = receipt.call();
            ObjectNode part = json.putObject("call")
                    .put("attempts", call.attempts())
                    .put("waited", call.waited().toString())
                    .put("took", call.took().toString());
            if (call.firstEvent() != null) {
                part.put("firstEvent", call.firstEvent().toString());
            }
        }
        if (receipt.end() != null) {
            Receipt.End end = receipt.end();
            json.putObject("end")
                    .put("finished", end.finished().toString())
                    .put("outcome", end.outcome())
                    .put("finishReason", end.finishReason())
                    .put("model", end.model())
                    .set("usage", end.usage());
        }
        return json;
    }

    private static void write(Receipt.Source source, ObjectNode json) {
        json.put("bucket", source.bucket())
                .put("key", source.key())
                .put("versionId", source.versionId())
                .put("eTag", source.eTag())
                .put("size", source.size())
                .put("contentType", source.contentType())
                .put("sha256", source.sha256())
                .put("rule", source.rule())
                .put("prompt", source.prompt())
                .put("promptVersion", source.promptVersion());
    }

    static Receipt read(JsonNode json) {
        return new Receipt(
                Fields.text(json, "ask"),
                Fields.instant(json, "started"),
                json.has("source") ? source(json.path("source")) : null,
                json.has("sent") ? sent(json.path("sent")) : null,
                null,
                json.has("call") ? call(json.path("call")) : null,
                json.has("end") ? end(json.path("end")) : null);
    }

    private static Receipt.Source source(JsonNode json) {
        return new Receipt.Source(
                Fields.text(json, "bucket"),
                Fields.text(json, "key"),
                Fields.textOrNull(json, "versionId"),
                Fields.textOrNull(json, "eTag"),
                json.path("size").longValue(),
                Fields.text(json, "contentType"),
                Fields.textOrNull(json, "sha256"),
                Fields.text(json, "rule"),
                Fields.text(json, "prompt"),
                Fields.text(json, "promptVersion"));
    }

    private static Receipt.Sent sent(JsonNode json) {
        List<String> adjustments = new ArrayList<>();
        json.path("adjustments").forEach(adjustment -> adjustments.add(adjustment.asText()));
        return new Receipt.Sent(endpoint(Fields.text(json, "endpoint")), Fields.text(json, "model"), adjustments);
    }

    private static Endpoint endpoint(String label) {
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint.label().equals(label)) {
                return endpoint;
            }
        }
        throw new IllegalStateException("an entry's endpoint is unknown");
    }

    private static Receipt.Call call(JsonNode json) {
        return new Receipt.Call(
                json.path("attempts").intValue(),
                Fields.duration(json, "waited"),
                Fields.duration(json, "took"),
                json.has("firstEvent") ? Fields.duration(json, "firstEvent") : null);
    }

    private static Receipt.End end(JsonNode json) {
        return new Receipt.End(
                Fields.instant(json, "finished"),
                Fields.text(json, "outcome"),
                Fields.textOrNull(json, "finishReason"),
                Fields.textOrNull(json, "model"),
                usage(json.path("usage")));
    }

    private static @Nullable JsonNode usage(JsonNode usage) {
        return usage.isObject() ? usage : null;
    }
}
