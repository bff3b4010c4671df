package dev.dragoman.route;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What may stand for a value: text, settings, and of Camel's Simple language the body, a header and a property, each as
 * it is. No function that calls, loads, reads the environment or looks into a value.
 */
final class Expressions {
    private static final Pattern VALUE =
            Pattern.compile("\\$\\{(body|(header|exchangeProperty)\\.[A-Za-z][A-Za-z0-9]*)}");

    /** Values that Dragoman makes, so that no caller can put anything into them. */
    private static final Pattern MADE_HERE = Pattern.compile("\\$\\{exchangeProperty\\.(name|outcome|door)}");

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\{([a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)+)(?::[^{}]*)?}}");

    /** Headers and properties by which a route steers a component, in place of an option. */
    private static final Set<String> STEERING =
            Set.of("CamelAwsS3Key", "CamelAwsS3ContentType", "CamelAwsSqsDeleteFiltered");

    private Expressions() {}

    /** An expression in the Simple language. */
    static void simple(Node expression) {
        text(expression, VALUE.matcher(RouteFile.text(expression)).replaceAll(""));
    }

    /** A text that is taken as it is. */
    static void constant(Node expression) {
        text(expression, RouteFile.text(expression));
    }

    private static void text(Node node, String rest) {
        if (rest.contains("$")) {
            throw RouteProblem.at(
                    node,
                    "has an expression that route files may not use; there are ${body}, ${header.name} and"
                            + " ${exchangeProperty.name}");
        }
        // Camel would load the expression from there.
        if (rest.contains("resource:")) {
            throw RouteProblem.at(node, "takes its text from elsewhere (resource:); write it out");
        }
    }

    /** The settings in a text: any that an operator may set, except keys. */
    static void placeholders(Node node) {
        Matcher placeholders = PLACEHOLDER.matcher(RouteFile.text(node));
        StringBuilder rest = new StringBuilder();
        while (placeholders.find()) {
            if (Keys.isSetting(placeholders.group(1))) {
                throw RouteProblem.at(
                        node, "would read the setting \"%s\", which may hold a key".formatted(placeholders.group(1)));
            }
            placeholders.appendReplacement(rest, "");
        }
        placeholders.appendTail(rest);
        if (rest.indexOf("{{") >= 0 || rest.indexOf("}}") >= 0) {
            throw RouteProblem.at(
                    node, "has a placeholder that is not of the form {{a.setting}} or {{a.setting:default}}");
        }
    }

    /** A header or a property that a route sets. */
    static void named(Node map) {
        String name = RouteFile.text(map, "name");
        if (!name.matches("[A-Za-z][A-Za-z0-9-]*")) {
            throw RouteProblem.at(
                    map, "sets something whose \"name\" is missing or not made of letters, digits and dashes");
        }
        boolean steering = STEERING.contains(name);
        if (!steering && name.regionMatches(true, 0, "Camel", 0, "Camel".length())) {
            throw RouteProblem.at(map, "sets \"%s\", which steers a component".formatted(name));
        }
        if (!steering && Keys.isName(name)) {
            throw RouteProblem.at(map, "sets \"%s\", whose name says that it holds a key".formatted(name));
        }
        if (steering
                && RouteFile.members(map).stream()
                        .map(member -> RouteFile.text(member.value()))
                        .anyMatch(
                                value -> MADE_HERE.matcher(value).replaceAll("").contains("$"))) {
            throw RouteProblem.at(
                    map,
                    ("sets \"%s\" to what a caller may have written; only ${exchangeProperty.name}, .outcome and .door"
                                    + " may steer")
                            .formatted(name));
        }
    }
}
