package dev.dragoman.infra;

import static dev.dragoman.infra.Template.items;
import static dev.dragoman.infra.Template.owner;
import static dev.dragoman.infra.Template.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.delivery.ResultLocation;
import java.util.ArrayList;
import java.util.List;

/**
 * What the template says of the function, its triggers and its settings. Each rule takes a template and says what breaks
 * it; empty for nothing.
 */
final class FunctionRules {
    /** "Configuring a queue to use with Lambda": six times the function's timeout, and the batching window. */
    private static final int VISIBILITY_IN_TIMEOUTS = 6;

    /** The same page: at least five receives, so that throttling alone does not make a message a dead letter. */
    private static final int LEAST_RECEIVES = 5;

    private static final int DEFAULT_VISIBILITY = 30;

    /** A prefix of one segment can't lie under another one. */
    private static final String ONE_SEGMENT = "[A-Za-z0-9_-]+/";

    private static final List<String> NEEDED = List.of(
            "DRAGOMAN_MODEL_API_KEY_SECRET",
            "DRAGOMAN_DOCUMENTS_INPUT",
            "DRAGOMAN_DOCUMENTS_OUTPUT",
            "DRAGOMAN_LEDGER",
            "DRAGOMAN_QUEUE_REPLY",
            "DRAGOMAN_QUEUE_MAX_RECEIVES",
            "DRAGOMAN_BUCKETS");

    /** A key here would be readable by whoever may look at the function. */
    private static final List<String> SECRETS = List.of("GMI_API_KEY", "DRAGOMAN_MODEL_API_KEY");

    private FunctionRules() {}

    static List<String> visibility(Template template) {
        return Findings.of(
                template.triggers(),
                trigger -> hidden(template, trigger) >= needed(template, trigger),
                trigger -> "%s: VisibilityTimeout has to be at least %d"
                        .formatted(owner(trigger.path("Queue")), needed(template, trigger)));
    }

    private static long hidden(Template template, JsonNode trigger) {
        return template.value(template.queueOf(trigger).at("/VisibilityTimeout"))
                .asLong(DEFAULT_VISIBILITY);
    }

    private static long needed(Template template, JsonNode trigger) {
        long timeout = template.value(template.function().at("/Timeout")).asLong();
        JsonNode window = template.value(trigger.path("MaximumBatchingWindowInSeconds"));
        return VISIBILITY_IN_TIMEOUTS * timeout + window.asLong(0);
    }

    static List<String> partialBatches(Template template) {
        return Findings.of(
                template.triggers(),
                trigger -> items(trigger.path("FunctionResponseTypes"))
                        .anyMatch(type -> type.asText().equals("ReportBatchItemFailures")),
                trigger -> owner(trigger.path("Queue")) + ": its trigger has to report the messages that failed");
    }

    static List<String> redrive(Template template) {
        JsonNode told = template.variables().path("DRAGOMAN_QUEUE_MAX_RECEIVES");
        return Findings.ofResources(
                template.triggeringQueues(),
                queue -> template.deadLettersOf(queue).node().isObject()
                        && template.least(queue.at("/RedrivePolicy/maxReceiveCount")) >= LEAST_RECEIVES
                        && queue.at("/RedrivePolicy/maxReceiveCount").equals(told),
                "needs a dead-letter queue after at least 5 receives, as many as DRAGOMAN_QUEUE_MAX_RECEIVES says");
    }

    static List<String> resultsAreNoDocuments(Template template) {
        JsonNode input = template.variables().path("DRAGOMAN_DOCUMENTS_INPUT");
        JsonNode output = template.variables().path("DRAGOMAN_DOCUMENTS_OUTPUT");
        List<JsonNode> filters = template.buckets().stream()
                .flatMap(bucket -> stream(bucket.at("/NotificationConfiguration/QueueConfigurations")))
                .map(queue -> queue.at("/Filter/S3Key/Rules/0/Value"))
                .toList();
        List<String> broken = Findings.of(
                filters,
                filter -> filter.equals(input)
                        && !template.value(filter).asText().isEmpty()
                        && !template.value(output)
                                .asText()
                                .startsWith(template.value(filter).asText()),
                filter -> "The trigger's filter has to be the input prefix, and the output prefix outside of it");
        broken.addAll(Findings.of(
                List.of(input, output),
                prefix -> template.parameter(prefix)
                        .path("AllowedPattern")
                        .asText()
                        .equals(ONE_SEGMENT),
                prefix -> owner(prefix) + ": its AllowedPattern has to be " + ONE_SEGMENT));
        if (!template.root().path("Rules").toString().contains(same(input, output))) {
            broken.add("Rules: have to refuse an output prefix that is the input prefix");
        }
        return broken;
    }

    /** Below the results only what is known of batches has an end, and no document's name leads there. */
    static List<String> resultsStay(Template template) {
        JsonNode output = template.variables().path("DRAGOMAN_DOCUMENTS_OUTPUT");
        String state = "${" + output.path("Ref").asText() + "}" + ResultLocation.BATCH_STATE;
        return Findings.ofResources(
                template.buckets().stream()
                        .filter(bucket -> bucket.properties().has("NotificationConfiguration"))
                        .toList(),
                bucket -> stream(bucket.at("/LifecycleConfiguration/Rules"))
                        .filter(rule -> rule.has("ExpirationInDays"))
                        .map(rule -> rule.path("Prefix").path("Fn::Sub").asText())
                        .toList()
                        .equals(List.of(state)),
                "has to remove what is known of batches, and nothing else");
    }

    private static String same(JsonNode left, JsonNode right) {
        return "{\"Fn::Not\":[{\"Fn::Equals\":[%s,%s]}]}".formatted(left, right);
    }

    static List<String> onlyVariablesThatAreRead(Template template) {
        return Findings.of(
                names(template.variables()),
                name -> Variables.isReadByFunction(name) && !SECRETS.contains(name),
                name -> name + ": is not read by a function, or holds a key in plain sight");
    }

    static List<String> neededVariables(Template template) {
        return Findings.of(NEEDED, name -> isSet(template.variables().path(name)), name -> name + ": has to be set");
    }

    private static boolean isSet(JsonNode value) {
        return value.isObject() || !value.asText().isBlank();
    }

    /** Asks may name objects of the documents' bucket, so what was paid for lies elsewhere; and not for ever. */
    static List<String> ledgerApart(Template template) {
        String ledger =
                template.variables().path("DRAGOMAN_LEDGER").path("Fn::Sub").asText();
        return Findings.ofResources(
                template.buckets().stream()
                        .filter(bucket -> ledger.startsWith("s3://${" + bucket.name() + "}/"))
                        .toList(),
                bucket -> !template.variables()
                                .path("DRAGOMAN_BUCKETS")
                                .toString()
                                .contains(bucket.name())
                        && stream(bucket.at("/LifecycleConfiguration/Rules"))
                                .anyMatch(rule -> rule.has("ExpirationInDays")
                                        && ledger.endsWith(
                                                "}/" + rule.path("Prefix").asText())),
                "holds the ledger, so asks must not name it, and its entries have to expire");
    }

    /** Of its own bucket an ask may name documents only, and the role may read no other objects for it. */
    static List<String> asksNameDocumentsOnly(Template template) {
        String place = "${DocumentsBucket}/${DocumentsInput}";
        List<String> broken = Findings.of(
                List.of(template.variables().path("DRAGOMAN_BUCKETS")),
                list -> list.path("Fn::Sub").asText().equals(place),
                list -> "DRAGOMAN_BUCKETS: has to be " + place);
        broken.addAll(Findings.of(
                template.statements(),
                statement -> items(statement.path("Resource"))
                                .noneMatch(resource ->
                                        resource.path("Fn::Sub").asText().equals("${DocumentsBucket.Arn}/*"))
                        || statement.path("Effect").asText().equals("Deny"),
                statement -> statement.path("Sid").asText() + ": allows on all objects of the documents' bucket"));
        return broken;
    }

    static List<String> streaming(Template template) {
        return Findings.ofResources(
                template.all("AWS::Lambda::Url"),
                url -> url.at("/InvokeMode").asText().equals("RESPONSE_STREAM"),
                "needs the InvokeMode RESPONSE_STREAM");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
