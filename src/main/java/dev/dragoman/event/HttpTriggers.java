package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the HTTP call that a Function URL or API Gateway made into an event. Function URLs send format 2.0.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Function URL payloads</a>
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Payload format versions</a>
 */
final class HttpTriggers {
    // The id goes into a response header, so nothing else is accepted from outside.
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._=:+/-]{1,128}");

    private HttpTriggers() {}

    /**
     * Reads a call.
     *
     * @param node any JSON
     * @param requestId the invocation's id, used if the gateway gave the call none
     * @param endBy when the invocation ends; null means never
     * @return empty if it is no HTTP call
     */
    static Optional<Trigger.HttpRequest> read(JsonNode node, String requestId, @Nullable Instant endBy) {
        JsonNode context = node.path("requestContext");
        String method2 = context.path("http").path("method").textValue();
        String path2 = node.path("rawPath").textValue();
        if (method2 != null && path2 != null) {
            HttpCall call = call(node, requestId, method2, withoutStage(path2, context), endBy);
            return Optional.of(new Trigger.HttpRequest(call, isFunctionUrl(context)));
        }
        String method1 = node.path("httpMethod").textValue();
        String path1 = node.path("path").textValue();
        return context.isObject() && method1 != null && path1 != null
                ? Optional.of(
                        new Trigger.HttpRequest(call(node, requestId, method1, path1, endBy), isStreamingStage(node)))
                : Optional.empty();
    }

    // An event does not say how its URL or its integration is set up. Every function URL is assumed to stream, since a
    // streaming one accepts nothing else.
    private static boolean isFunctionUrl(JsonNode context) {
        return context.path("domainName").asText().contains(".lambda-url.");
    }

    // In API Gateway only REST APIs stream. The operator says so in a stage variable, which every event carries.
    private static boolean isStreamingStage(JsonNode node) {
        return node.at("/stageVariables/responseTransferMode").asText().equals("STREAM");
    }

    private static HttpCall call(JsonNode node, String requestId, String method, String path, @Nullable Instant endBy) {
        String gatewayId = node.path("requestContext").path("requestId").asText();
        return new HttpCall(
                REQUEST_ID.matcher(gatewayId).matches() ? gatewayId : requestId,
                method.toUpperCase(Locale.ROOT),
                path.isEmpty() ? "/" : PercentDecoder.path(path),
                headers(node),
                body(node),
                endBy,
                null,
                query(node));
    }

    // Format 2.0 has it as it came; format 1.0 has its values, decoded.
    private static String query(JsonNode node) {
        return node.has("rawQueryString")
                ? node.path("rawQueryString").asText("")
                : node.path("multiValueQueryStringParameters").properties().stream()
                        .flatMap(parameter -> parameter
                                .getValue()
                                .valueStream()
                                .map(value -> encoded(parameter.getKey()) + "=" + encoded(value.asText(""))))
                        .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // Format 2.0 has the stage in its path, unless it is $default; format 1.0 has it in requestContext.path only.
    private static String withoutStage(String path, JsonNode context) {
        String stage = "/" + context.path("stage").asText();
        return stage.length() > 1 && (path.equals(stage) || path.startsWith(stage + "/"))
                ? path.substring(stage.length())
                : path;
    }

    private static Map<String, String> headers(JsonNode node) {
        JsonNode multiple = node.path("multiValueHeaders");
        JsonNode sent = multiple.isObject() ? multiple : node.path("headers");
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, JsonNode> header : sent.properties()) {
            JsonNode value = header.getValue();
            headers.put(
                    header.getKey().toLowerCase(Locale.ROOT), value.isArray() ? joined(value, ",") : value.asText(""));
        }
        if (node.path("cookies").isArray()) {
            headers.put("cookie", joined(node.path("cookies"), "; "));
        }
        return Map.copyOf(headers);
    }

    private static String joined(JsonNode values, String separator) {
        return values.valueStream().map(value -> value.asText("")).collect(Collectors.joining(separator));
    }

    private static byte[] body(JsonNode node) {
        String body = node.path("body").asText("");
        byte[] text = body.getBytes(StandardCharsets.UTF_8);
        if (!node.path("isBase64Encoded").asBoolean()) {
            return text;
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return text;
        }
    }
}
