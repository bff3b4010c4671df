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
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the HTTP call that a Function URL, API Gateway or a load balancer made into an event. Function URLs send format 2.0,
 * load balancers something like 1.0.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Function URL payloads</a>
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Payload format versions</a>
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html">Load balancers</a>
 */
final class HttpTriggers {
    // The id goes into a response header, so nothing else is accepted from outside.
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._=:+/-]{1,128}");

    // The domains of gateways and function URLs themselves: there only a stage stands before the path. On any other
    // domain its owner decides what stands there.
    private static final Pattern OWN_DOMAIN = Pattern.compile(".+\\.(?:execute-api|lambda-url)\\.[^.]+\\..+");

    private static final String VERSION = "/v1";

    private HttpTriggers() {}

    /**
     * Reads a call.
     *
     * @param node any JSON
     * @param requestId the invocation's id, used if the gateway gave the call none
     * @param endBy when the invocation ends; null means never
     * @param patience how long API Gateway waits
     * @return empty if it is no HTTP call
     */
    static Optional<Trigger.HttpRequest> read(
            JsonNode node, String requestId, @Nullable Instant endBy, GatewayPatience patience) {
        JsonNode context = node.path("requestContext");
        boolean second = node.path("rawPath").isTextual();
        String method = (second ? context.path("http").path("method") : node.path("httpMethod")).textValue();
        String path = node.path(second ? "rawPath" : "path").textValue();
        if (!context.isObject() || method == null || path == null) {
            return Optional.empty();
        }
        Trigger.ResponseForm form = second ? form2(context) : form1(node);
        Instant end = form == Trigger.ResponseForm.WHOLE ? patience.end(context, endBy) : endBy;
        return Optional.of(new Trigger.HttpRequest(call(node, requestId, method, path, end), form));
    }

    // An event does not say how its URL or its integration is set up. Every function URL is assumed to stream, since a
    // streaming one accepts nothing else.
    private static Trigger.ResponseForm form2(JsonNode context) {
        return context.path("domainName").asText().contains(".lambda-url.")
                ? Trigger.ResponseForm.STREAMED
                : Trigger.ResponseForm.WHOLE;
    }

    private static Trigger.ResponseForm form1(JsonNode node) {
        if (isBalanced(node)) {
            return node.path("multiValueHeaders").isObject()
                    ? Trigger.ResponseForm.BALANCER_LISTS
                    : Trigger.ResponseForm.BALANCER;
        }
        return isStreamingStage(node) ? Trigger.ResponseForm.STREAMED : Trigger.ResponseForm.WHOLE;
    }

    private static boolean isBalanced(JsonNode node) {
        return node.path("requestContext").has("elb");
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
                        PercentDecoder.path(inner(path, node)),
                        headers(node),
                        body(node),
                        endBy,
                        null,
                        query(node))
                .by(principal(node.path("requestContext")));
    }

    /**
     * Whom the gateway or the function URL has let in: by IAM, in either format, or by a token (JWT). A role's sessions are one
     * caller. What an authorizer of the operator's own says need not stand for one caller only.
     */
    private static String principal(JsonNode context) {
        JsonNode authorizer = context.path("authorizer");
        JsonNode claims = authorizer.path("jwt").path("claims");
        String subject = claims.path("sub").textValue();
        return Stream.of(
                        authorizer.path("iam").path("userId"),
                        context.path("identity").path("user"))
                .filter(JsonNode::isTextual)
                .map(user -> user.textValue().replaceFirst(":.*", ""))
                .findFirst()
                .orElseGet(() -> subject == null ? "" : claims.path("iss").asText() + "\n" + subject);
    }

    // Format 2.0 has it, and a load balancer its parts, as they came. API Gateway's format 1.0 has decoded them.
    private static String query(JsonNode node) {
        if (node.has("rawQueryString")) {
            return node.path("rawQueryString").asText("");
        }
        UnaryOperator<String> part = isBalanced(node) ? UnaryOperator.identity() : HttpTriggers::encoded;
        return members(node, "multiValueQueryStringParameters", "queryStringParameters").properties().stream()
                .flatMap(parameter -> values(parameter.getValue())
                        .map(value -> part.apply(parameter.getKey()) + "=" + part.apply(value)))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * The path as a client would send it to Dragoman's own server. An HTTP API's path begins with its stage, unless that is
     * $default; a path of a custom domain begins with the base path that is mapped to the API, which may have several
     * segments; and a load balancer's with whatever its rule lets through. What a route or resource that ends with
     * {@code {proxy+}} stands for comes without all that.
     */
    private static String inner(String path, JsonNode node) {
        JsonNode context = node.path("requestContext");
        String proxy = node.path("pathParameters").path("proxy").asText("");
        int version = path.endsWith(VERSION) ? path.length() - VERSION.length() : path.lastIndexOf(VERSION + "/");
        if (version >= 0 && !isOwn(context)) {
            return path.substring(version);
        }
        boolean isWhole = version < 0 || ("/" + proxy + "/").startsWith(VERSION + "/");
        if (!proxy.isEmpty() && isWhole && path.endsWith("/" + proxy)) {
            return "/" + proxy;
        }
        String mapped = context.path("customDomain").path("basePathMatched").asText();
        String inner = without(context.path("stage").asText(), without(mapped, path));
        return inner.isEmpty() ? "/" : inner;
    }

    private static boolean isOwn(JsonNode context) {
        return OWN_DOMAIN.matcher(context.path("domainName").asText()).matches();
    }

    private static String without(String first, String path) {
        String start = "/" + first;
        return start.length() > 1 && (path.equals(start) || path.startsWith(start + "/"))
                ? path.substring(start.length())
                : path;
    }

    private static Map<String, String> headers(JsonNode node) {
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, JsonNode> header :
                members(node, "multiValueHeaders", "headers").properties()) {
            headers.put(
                    header.getKey().toLowerCase(Locale.ROOT),
                    values(header.getValue()).collect(Collectors.joining(",")));
        }
        if (node.path("cookies").isArray()) {
            headers.put("cookie", values(node.path("cookies")).collect(Collectors.joining("; ")));
        }
        return Map.copyOf(headers);
    }

    // A load balancer sends one of the two, by its setting. Of repeated names, the second has the last value.
    private static JsonNode members(JsonNode node, String multiple, String single) {
        return node.path(multiple).isObject() ? node.path(multiple) : node.path(single);
    }

    private static Stream<String> values(JsonNode member) {
        return (member.isArray() ? member.valueStream() : Stream.of(member)).map(value -> value.asText(""));
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
