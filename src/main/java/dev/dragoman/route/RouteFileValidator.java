package dev.dragoman.route;

import dev.dragoman.config.ConfigurationException;
import dev.dragoman.route.RouteFile.Member;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Refuses a route file that says more than a route file may say, before anything of it is built. The lists are closed:
 * what is not on them is refused, so that a word of a later Camel is too. The same rules hold for the files in the
 * artifact and for those that an operator adds (<a href="https://camel.apache.org/manual/security-model.html">Camel's
 * security model</a> leaves route files to whoever deploys them).
 */
public final class RouteFileValidator {
    private static final Set<String> WORDS = words(
            "route id description precondition from uri parameters steps to bean ref method",
            "choice when otherwise filter split aggregationStrategy executorService parallelProcessing multicast stop",
            "setBody setHeader setProperty name removeHeaders pattern excludePattern",
            "doTry doCatch exception simple constant expression");

    /** A class that is not registered would silently never match in a native image. */
    private static final String CAUGHT = "java.lang.Throwable";

    private final Function<String, Optional<Class<?>>> beans;

    /**
     * @param beans the class of the bean that has a name
     */
    public RouteFileValidator(Function<String, Optional<Class<?>>> beans) {
        this.beans = beans;
    }

    private static Set<String> words(String... lines) {
        return Stream.of(lines).flatMap(line -> Stream.of(line.split(" "))).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Checks all files together.
     *
     * @param files the built-in ones first
     * @return the file of each route, by the route's id
     * @throws ConfigurationException with the file, the line and the reason
     */
    public Map<String, RouteFile> check(List<RouteFile> files) {
        RouteMap map = new RouteMap();
        for (RouteFile file : files) {
            refusing(file, () -> {
                Keys.refuse(file.text());
                file.routes().forEach(route -> {
                    lines(route);
                    map.add(file, route);
                });
            });
        }
        for (RouteFile file : files) {
            refusing(file, () -> file.routes().forEach(route -> map.checkWays(file, route)));
        }
        return map.files();
    }

    private static void refusing(RouteFile file, Runnable check) {
        try {
            check.run();
        } catch (RouteProblem problem) {
            throw file.refused(problem);
        }
    }

    private void lines(MappingNode route) {
        for (Member member : RouteFile.members(route)) {
            if (member.under().equals("parameters")) {
                Endpoints.option(member.key(), member.value());
            } else if (!WORDS.contains(member.key())) {
                throw RouteProblem.at(
                        member.value(), "uses \"%s\", which route files may not use".formatted(member.key()));
            }
            line(member);
            scalars(member);
        }
    }

    private void line(Member member) {
        Node value = member.value();
        switch (member.key()) {
            case "uri", "to" -> {
                if (value instanceof ScalarNode) {
                    Endpoints.check(value, this::reference);
                }
            }
            case "bean" -> call(value);
            case "method" -> {
                if (!member.under().equals("bean") && !member.under().equals("method")) {
                    call(value);
                }
            }
            case "setHeader", "setProperty" -> Expressions.named(value);
            case "exception" -> {
                if (!(value instanceof SequenceNode list)
                        || !list.getValue().stream().map(RouteFile::text).allMatch(CAUGHT::equals)) {
                    throw RouteProblem.at(value, "catches something else than a list of " + CAUGHT);
                }
            }
            default -> {}
        }
    }

    private void scalars(Member member) {
        Stream<Node> elements =
                member.value() instanceof SequenceNode list ? list.getValue().stream() : Stream.of(member.value());
        elements.filter(ScalarNode.class::isInstance).forEach(scalar -> {
            boolean simple = member.is("simple", "precondition")
                    || (member.is("expression") && member.under().equals("simple"));
            if (simple) {
                Expressions.simple(scalar);
            } else {
                Expressions.constant(scalar);
            }
            Expressions.placeholders(scalar);
            if (RouteFile.text(scalar).startsWith("#")) {
                reference(scalar);
            }
        });
    }

    private void call(Node call) {
        Class<?> type = known(call, RouteFile.text(call, "ref"));
        String method = RouteFile.text(call, "method");
        if (Stream.of(type.getMethods()).map(Method::getName).noneMatch(method::equals)) {
            throw RouteProblem.at(
                    call,
                    "calls the method \"%s\" of the bean \"%s\", which has none"
                            .formatted(method, RouteFile.text(call, "ref")));
        }
    }

    private void reference(Node reference) {
        known(reference, RouteFile.text(reference).substring(1));
    }

    private Class<?> known(Node at, String bean) {
        return Optional.of(bean)
                .filter(name -> name.matches("[a-zA-Z]+"))
                .flatMap(beans)
                .orElseThrow(() -> RouteProblem.at(at, "names the bean \"%s\", which does not exist".formatted(bean)));
    }
}
