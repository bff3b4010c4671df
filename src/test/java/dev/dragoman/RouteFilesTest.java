package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.dragoman.pipeline.TestPipeline;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What a route file may hold (style, habit 10): few lines, one route, known words, and names that exist. */
class RouteFilesTest {
    private static final Path FOLDER = Path.of("camel-routes");
    private static final String SUFFIX = ".camel.yaml";
    private static final int MAX_LINES = 40;

    private static final Set<String> SCHEMES = Set.of("direct", "aws2-s3", "aws2-sqs");

    /** Everything that the route files say; a new word is a decision. Of languages: simple, constant and method. */
    private static final Set<String> WORDS =
            Set.of("route, id, description, precondition, from, uri, parameters, steps, to".split(", "));

    private static final Set<String> STEPS =
            Set.of("bean, ref, method, choice, when, otherwise, filter, split, aggregationStrategy, executorService"
                    .split(", "));

    private static final Set<String> MORE_STEPS =
            Set.of("parallelProcessing, setProperty, name, removeHeaders, pattern, excludePattern".split(", "));

    private static final Set<String> ERRORS = Set.of("doTry, doCatch, exception".split(", "));

    private static final Set<String> LANGUAGES = Set.of("simple", "constant");

    /** The bean classes by the names that routes call them; the class comes from its producer's return type. */
    private static final Map<String, Class<?>> BEANS = beans();

    private static List<Class<?>> factories() {
        try {
            return List.of(
                    Class.forName("dev.dragoman.pipeline.Beans"),
                    Class.forName("dev.dragoman.pipeline.ModelBeans"),
                    Class.forName("dev.dragoman.pipeline.LedgerBeans"),
                    Class.forName("dev.dragoman.http.HttpBeans"));
        } catch (ClassNotFoundException moved) {
            throw new IllegalStateException(moved);
        }
    }

    private static Map<String, Class<?>> beans() {
        Map<String, Class<?>> beans = new TreeMap<>();
        for (Class<?> factory : factories()) {
            for (Method producer : factory.getDeclaredMethods()) {
                Named named = producer.getAnnotation(Named.class);
                if (named != null) {
                    beans.put(named.value(), producer.getReturnType());
                }
            }
        }
        return beans;
    }

    private static List<Class<?>> registered() {
        return factories().stream()
                .flatMap(factory -> Stream.of(factory.getAnnotationsByType(RegisterForReflection.class)))
                .<Class<?>>flatMap(registered -> Stream.of(registered.targets()))
                .toList();
    }

    /** One route file, parsed. */
    record RouteFile(String name, List<String> lines, List<?> yaml) {
        static RouteFile read(Path path) {
            try {
                String text = Files.readString(path);
                Object yaml = new Load(
                                LoadSettings.builder().setLabel(path.toString()).build())
                        .loadFromString(text);
                return new RouteFile(
                        path.getFileName().toString().replace(SUFFIX, ""),
                        text.lines().toList(),
                        (List<?>) yaml);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        Map<?, ?> route() {
            return (Map<?, ?>) Objects.requireNonNull(only("route").get(0));
        }

        List<?> only(String kind) {
            return yaml.stream()
                    .map(item -> ((Map<?, ?>) item).get(kind))
                    .filter(Objects::nonNull)
                    .toList();
        }

        List<Member> members() {
            List<Member> members = new ArrayList<>();
            collect("", yaml, members);
            return members;
        }

        private static void collect(String under, Object node, List<Member> members) {
            if (node instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    members.add(new Member(under, String.valueOf(key), String.valueOf(value), value));
                    collect(String.valueOf(key), value, members);
                });
            } else if (node instanceof List<?> list) {
                list.forEach(element -> collect(under, element, members));
            }
        }

        @Override
        public String toString() {
            return name + SUFFIX;
        }
    }

    /** One line of a map: the key that the map stands under, its own key, and its value. */
    record Member(String under, String key, String text, Object value) {
        boolean is(String... keys) {
            return List.of(keys).contains(key);
        }
    }

    static List<RouteFile> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(RouteFile::read).toList();
        }
    }

    private static Stream<Member> members() throws IOException {
        return files().stream().flatMap(file -> file.members().stream());
    }

    @Test
    void nothingElseLiesAmongTheRoutes() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files).allSatisfy(file -> assertThat(file.toString()).endsWith(SUFFIX));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileIsReadAtAGlance(RouteFile file) {
        assertThat(file.lines()).hasSizeBetween(1, MAX_LINES);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileHoldsOneRouteOfItsName(RouteFile file) {
        assertThat(file.only("route")).hasSize(1);
        assertThat(file.route().get("id")).isEqualTo(file.name());
    }

    @ParameterizedTest
    @MethodSource("files")
    void aRouteSaysInALineWhatItDoes(RouteFile file) {
        assertThat(file.route().get("description"))
                .asInstanceOf(InstanceOfAssertFactories.STRING)
                .isNotBlank()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @MethodSource("files")
    void aRouteThatOthersEnterHasItsNameAsItsAddress(RouteFile file) {
        Map<?, ?> from = (Map<?, ?>) Objects.requireNonNull(file.route().get("from"));
        String uri = String.valueOf(from.get("uri"));

        if (uri.startsWith("direct:")) {
            assertThat(uri).isEqualTo("direct:" + file.name());
        } else {
            assertThat(file.route().get("precondition"))
                    .as("what polls is left out where it is not configured")
                    .asString()
                    .matches("'\\{\\{dragoman\\.[a-z.]+:}}' != ''");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aRouteUsesOnlyTheWordsThatItsReadersKnow(RouteFile file) {
        assertThat(file.members())
                .filteredOn(member -> !member.under().equals("parameters"))
                .extracting(Member::key)
                .allMatch(word ->
                        Stream.of(WORDS, STEPS, MORE_STEPS, ERRORS, LANGUAGES).anyMatch(known -> known.contains(word)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void noExpressionEvaluatesContent(RouteFile file) {
        assertThat(file.members())
                .filteredOn(member -> member.value() instanceof String)
                .filteredOn(member -> member.is("simple") || member.text().contains("${"))
                .extracting(Member::key, Member::text)
                .allMatch(expression -> expression.equals(tuple("simple", "${body}")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void onlyKnownEndpointsAreUsed(RouteFile file) {
        assertThat(file.members())
                .filteredOn(member -> member.is("uri", "to") && member.value() instanceof String)
                .isNotEmpty()
                .extracting(member -> member.text().replaceFirst(":.*", ""))
                .allMatch(SCHEMES::contains);
    }

    @Test
    void everyRouteThatIsEnteredIsThere() throws IOException {
        List<String> names = files().stream().map(RouteFile::name).toList();

        assertThat(members())
                .filteredOn(member -> member.is("to"))
                .extracting(member -> member.text().replace("direct:", ""))
                .allMatch(names::contains);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyNamedMethodExistsOnItsBean(RouteFile file) {
        List<Map<?, ?>> calls = new ArrayList<>();
        file.members().forEach(member -> {
            if (member.is("bean", "method") && member.value() instanceof Map<?, ?> call) {
                calls.add(call);
            }
        });

        assertThat(calls).allSatisfy(call -> {
            String name = String.valueOf(call.get("ref"));
            assertThat(BEANS).containsKey(name);
            Class<?> type = Objects.requireNonNull(BEANS.get(name));
            // Camel guesses among overloaded methods; a route must not depend on what it guesses.
            assertThat(Stream.of(type.getMethods()).map(Method::getName))
                    .containsOnlyOnce(String.valueOf(call.get("method")));
            assertThat(registered()).as("kept in a native image").contains(type);
        });
    }

    @Test
    void everyReferenceNamesABean() throws IOException {
        assertThat(members())
                .filteredOn(member -> member.text().startsWith("#"))
                .extracting(member -> member.text().substring(1))
                .isNotEmpty()
                .allMatch(BEANS::containsKey);
    }

    @Test
    void everyCaughtExceptionExistsAndIsKeptInANativeImage() throws IOException {
        List<String> names = members()
                .filter(member -> member.is("exception"))
                .flatMap(member -> ((List<?>) member.value()).stream().map(String::valueOf))
                .toList();

        assertThat(names).isNotEmpty().allSatisfy(name -> {
            Class<?> type = Class.forName(name);
            assertThat(type).isAssignableTo(Throwable.class);
            assertThat(registered()).as(name).contains(type);
        });
    }

    @Test
    void camelLoadsEveryFileAndLeavesThePollersOutWhereNothingIsPolled() throws Exception {
        List<String> unpolled = files().stream()
                .map(RouteFile::name)
                .filter(name -> !name.startsWith("poll-"))
                .toList();

        try (TestPipeline pipeline = TestPipeline.start()) {
            assertThat(pipeline.camel().getRoutes())
                    .extracting(Route::getRouteId)
                    .containsExactlyInAnyOrderElementsOf(unpolled);
            assertThat(pipeline.camel().getRoutes())
                    .extracting(Route::getDescription)
                    .doesNotContainNull();
        }
    }
}
