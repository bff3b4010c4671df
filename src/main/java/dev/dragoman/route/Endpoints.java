package dev.dragoman.route;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Where a route may begin and lead: a closed list of schemes, no option that holds a key or makes a class. */
final class Endpoints {
    static final String DIRECT = "direct";

    private static final Set<String> SCHEMES = new TreeSet<>(Set.of(DIRECT, "aws2-s3", "aws2-sqs"));

    private static final Pattern ADDRESS = Pattern.compile("direct:[a-zA-Z][a-zA-Z0-9-]*");

    private Endpoints() {}

    static String scheme(String uri) {
        return uri.replaceFirst(":.*", "");
    }

    /**
     * An endpoint.
     *
     * @param endpoint its URI
     * @param reference checks a value that refers to a bean
     */
    static void check(Node endpoint, Consumer<Node> reference) {
        String uri = RouteFile.text(endpoint);
        String scheme = scheme(uri);
        if (!uri.contains(":")) {
            throw RouteProblem.at(
                    endpoint, "has the endpoint \"%s\"; write it with its name, as direct:name".formatted(uri));
        }
        if (!SCHEMES.contains(scheme)) {
            throw RouteProblem.at(
                    endpoint,
                    "has an endpoint of the scheme \"%s\"; there are %s".formatted(scheme, String.join(", ", SCHEMES)));
        }
        if (scheme.equals(DIRECT) && !ADDRESS.matcher(uri).matches()) {
            throw RouteProblem.at(
                    endpoint, "has a direct endpoint whose name is not made of letters, digits and dashes");
        }
        String[] parts = uri.split("\\?", 2);
        for (String option : parts.length == 1 ? List.<String>of() : List.of(parts[1].split("&"))) {
            String[] nameAndValue = option.split("=", 2);
            option(nameAndValue[0], endpoint);
            // A reference belongs among the parameters, where it can be looked at.
            if (nameAndValue.length == 2 && (nameAndValue[1].startsWith("#") || nameAndValue[1].contains("RAW"))) {
                throw RouteProblem.at(
                        endpoint,
                        "gives the option \"%s\" a reference or a raw value; use parameters"
                                .formatted(nameAndValue[0]));
            }
        }
    }

    /** The name of an option, in a URI or among the parameters. */
    static void option(String name, Node at) {
        if (Keys.isName(name)) {
            throw RouteProblem.at(
                    at,
                    "has the option \"%s\", which holds a key; AWS credentials come from the environment"
                            .formatted(name));
        }
    }
}
