package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is passed through to the provider besides asks, by the list in its profile: nothing of it is translated, stored or
 * sent again. Only the operator's limits hold for it. Thread-safe.
 */
public final class PassThrough {
    private static final String ROOT = "/v1";

    /** The most characters that a query may have. */
    private static final int LONGEST_QUERY = 4096;

    private final List<PassThroughRule> rules;
    /** Asks that are passed through only if they are to be answered in the background. */
    private final List<PassThroughRule> background;

    private final RequestLimits limits;

    /**
     * @param profile has the list
     * @param limits what a request may cost
     */
    public PassThrough(Profile profile, RequestLimits limits) {
        this.rules = rules(profile, cost -> cost != PassThroughRule.Payment.BACKGROUND);
        this.background = rules(profile, cost -> cost == PassThroughRule.Payment.BACKGROUND);
        this.limits = limits;
    }

    private static List<PassThroughRule> rules(Profile profile, Predicate<PassThroughRule.Payment> cost) {
        return profile.passes().stream().filter(rule -> cost.test(rule.cost())).toList();
    }

    /** A request to pass through, or why it is refused. */
    public sealed interface Decision {
        /**
         * Decides by what it is.
         *
         * @param passed for a request that is passed through
         * @param refused for one that is not
         * @param <R> the type of the result
         * @return the result of the function that was called
         */
        <R> R match(
                Function<? super PassedRequest, ? extends R> passed, Function<? super Problem, ? extends R> refused);

        /** It is passed through. */
        record Pass(PassedRequest request) implements Decision {
            @Override
            public <R> R match(
                    Function<? super PassedRequest, ? extends R> passed,
                    Function<? super Problem, ? extends R> refused) {
                return passed.apply(request);
            }
        }

        /** It is refused. */
        record Refuse(Problem problem) implements Decision {
            @Override
            public <R> R match(
                    Function<? super PassedRequest, ? extends R> passed,
                    Function<? super Problem, ? extends R> refused) {
                return refused.apply(problem);
            }
        }
    }

    /**
     * Whether a path is on the list, with any method.
     *
     * @param path of the call, decoded, as {@code /v1/embeddings}
     * @return false also for a path that only asks in the background have
     */
    public boolean covers(String path) {
        return of(rules, path).findAny().isPresent();
    }

    /**
     * Whether a method and a path are on the list.
     *
     * @param method upper case
     * @param path of the call, decoded
     * @return false also for asks in the background
     */
    public boolean lists(String method, String path) {
        return of(rules, path).anyMatch(rule -> rule.method().equals(method));
    }

    /**
     * Whether a call is an ask that the provider answers later, in the background, and that it may so be asked.
     *
     * @param method upper case
     * @param path of the call, decoded
     * @param body of the call
     * @return whether to pass it through instead of answering it
     */
    public boolean isBackground(String method, String path, byte[] body) {
        return of(background, path).anyMatch(rule -> rule.method().equals(method))
                && mentions(body, "\"background\"")
                && object(body)
                        .map(json -> json.path("background").booleanValue())
                        .orElse(false);
    }

    private static Stream<PassThroughRule> of(List<PassThroughRule> rules, String path) {
        List<String> segments = PassThroughRule.segments(below(path));
        return rules.stream().filter(rule -> rule.covers(segments));
    }

    /**
     * Decides on a call that is on the list.
     *
     * @param method upper case
     * @param path of the call, decoded
     * @param query of the call, encoded; empty if it has none
     * @param body of the call
     * @return the request; refused if the method is another one, the query or the body can't be read, or it is over a limit
     */
    public Decision decide(String method, String path, String query, byte[] body) {
        String below = below(path);
        Optional<PassThroughRule> listed = Stream.concat(of(rules, path), of(background, path))
                .filter(rule -> rule.method().equals(method))
                .findFirst();
        if (listed.isEmpty()) {
            return refuse(405, "method_not_allowed", "The provider is not asked this with %s.".formatted(method), null);
        }
        Optional<Map<String, List<String>>> parameters = parameters(query);
        if (parameters.isEmpty()) {
            return refuse(400, "invalid_query", "The query can't be read, or is too long.", null);
        }
        boolean needsBody = listed.get().cost() != PassThroughRule.Payment.FREE;
        return (body.length == 0 && !needsBody ? Optional.of(Json.object()) : object(body))
                .map(json -> decide(listed.get(), below, parameters.get(), body, json))
                .orElseGet(() -> refuse(400, "invalid_json", "The body must be a JSON object.", null));
    }

    private Decision decide(
            PassThroughRule rule, String path, Map<String, List<String>> query, byte[] bytes, ObjectNode body) {
        JsonNode named = body.path("model");
        String model = named.asText("");
        boolean names = named.isTextual() && !model.isBlank();
        if (!names && rule.cost() != PassThroughRule.Payment.FREE && limits.chooses()) {
            return refuse(400, "model_not_allowed", "Name one of the models that may be used here.", "model");
        }
        // Whatever the rule says, a model that is named is one that may be paid for.
        Optional<Problem> over = names ? limits.refusal(model, body) : limits.refusal(body);
        return over.<Decision>map(Decision.Refuse::new)
                .orElseGet(() -> new Decision.Pass(new PassedRequest(
                        rule.toString(),
                        rule.method(),
                        path,
                        query,
                        Map.of(),
                        bytes,
                        names ? model : "",
                        rule.cost() != PassThroughRule.Payment.FREE,
                        body.path("stream").booleanValue()
                                || query.getOrDefault("stream", List.of()).contains("true"))));
    }

    private static Decision refuse(int status, String code, String message, @Nullable String field) {
        return new Decision.Refuse(Problem.ofAsk(status, code, message, field));
    }

    private static String below(String path) {
        return path.startsWith(ROOT + "/") ? path.substring(ROOT.length()) : "";
    }

    private static Optional<ObjectNode> object(byte[] body) {
        return Json.read(body) instanceof Json.Result.Value value && value.node() instanceof ObjectNode object
                ? Optional.of(object)
                : Optional.empty();
    }

    // Most asks do not, and need not be read twice.
    private static boolean mentions(byte[] body, String text) {
        byte[] sought = text.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + sought.length <= body.length; at++) {
            int same = 0;
            while (same < sought.length && body[at + same] == sought[same]) {
                same++;
            }
            if (same == sought.length) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Map<String, List<String>>> parameters(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (query.length() > LONGEST_QUERY) {
            return Optional.empty();
        }
        try {
            for (String pair : query.split("&", -1)) {
                if (!pair.isEmpty()) {
                    String[] parts = pair.split("=", 2);
                    parameters
                            .computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>())
                            .add(parts.length == 2 ? decoded(parts[1]) : "");
                }
            }
            return Optional.of(parameters);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
