package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.dragoman.pipeline.TestPipeline;
import dev.dragoman.route.RouteFile;
import dev.dragoman.route.RouteFileValidator;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What the built-in route files hold: what the {@link RouteFileValidator} lets pass, and beyond it few lines, one route, no expression
 * but the body, and only names that a native image keeps.
 */
class RouteFilesTest {
    private static final Path FOLDER = Path.of("camel-routes");
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final String SUFFIX = ".camel.yaml";
    private static final int MAX_LINES = 40;

    /** The bean classes by the names that routes call them; the class comes from its producer's return type. */
    private static final Map<String, Class<?>> BEANS = beans();

    private static List<Class<?>> factories() {
        try {
            return List.of(
                    Class.forName("dev.dragoman.pipeline.Beans"),
                    Class.forName("dev.dragoman.pipeline.FlowBeans"),
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
    record Parsed(String name, List<String> lines, List<?> yaml) {
        static Parsed read(Path path) {
            try {
                String text = Files.readString(path);
                Object yaml = new Load(
                                LoadSettings.builder().setLabel(path.toString()).build())
                        .loadFromString(text);
                return new Parsed(
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

        RouteFile text() {
            return new RouteFile(this.toString(), false, String.join("\n", lines) + "\n");
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

    static Stream<Parsed> files() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(Parsed::read).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Stream<Member> members() {
        return files().flatMap(file -> file.members().stream());
    }

    @Test
    void theGuardLetsEveryFilePass() {
        new RouteFileValidator(name -> Optional.ofNullable(BEANS.get(name))).check(texts());
    }

    @Test
    @Tag("F096")
    void aKeyInARouteFileBreaksTheBuild() {
        List<RouteFile> withAKey = texts().stream()
                .map(file ->
                        new RouteFile(file.name(), false, file.text() + "# GMI_API_KEY=eyJhbGciOiJIUzI1NiJ9.e30\n"))
                .toList();

        assertThatThrownBy(() -> new RouteFileValidator(name -> Optional.ofNullable(BEANS.get(name))).check(withAKey))
                .hasMessageContaining("holds what looks like a key");
    }

    private static List<RouteFile> texts() {
        return files().map(Parsed::text).toList();
    }

    @Test
    void nothingElseLiesAmongTheRoutes() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files).allSatisfy(file -> assertThat(file.toString()).endsWith(SUFFIX));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileIsReadAtAGlance(Parsed file) {
        assertThat(file.lines()).hasSizeBetween(1, MAX_LINES);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileHoldsOneRouteOfItsName(Parsed file) {
        assertThat(file.only("route")).hasSize(1);
        assertThat(file.route().get("id")).isEqualTo(file.name());
    }

    @ParameterizedTest
    @MethodSource("files")
    void aRouteSaysInALineWhatItDoes(Parsed file) {
        assertThat(file.route().get("description"))
                .asInstanceOf(InstanceOfAssertFactories.STRING)
                .isNotBlank()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @MethodSource("files")
    void aRouteThatOthersEnterHasItsNameAsItsAddress(Parsed file) {
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
    void noExpressionEvaluatesContent(Parsed file) {
        assertThat(file.members())
                .filteredOn(member -> member.value() instanceof String)
                .filteredOn(member -> member.is("simple") || member.text().contains("${"))
                .extracting(Member::key, Member::text)
                .allMatch(expression -> expression.equals(tuple("simple", "${body}")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyNamedMethodExistsOnItsBean(Parsed file) {
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
    void everyCaughtExceptionExistsAndIsKeptInANativeImage() {
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
    void whatIsReadFromTheClassPathIsKeptInANativeImage() throws IOException {
        Properties settings = new Properties();
        try (InputStream file = Files.newInputStream(RESOURCES.resolve("application.properties"))) {
            settings.load(file);
        }
        List<PathMatcher> kept = Stream.of(settings.getProperty("quarkus.native.resources.includes")
                        .split(","))
                .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
                .toList();

        try (Stream<Path> files = Files.walk(RESOURCES)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(RESOURCES::relativize)
                            .filter(file -> !file.endsWith("application.properties")))
                    .isNotEmpty()
                    .allMatch(file -> kept.stream().anyMatch(pattern -> pattern.matches(file)));
        }
        // Camel's extension keeps what this matches.
        assertThat(settings.getProperty("camel.main.routes-include-pattern"))
                .isEqualTo("classpath:" + FOLDER + "/*" + SUFFIX);
    }

    @Test
    void camelLoadsEveryFileAndLeavesThePollersOutWhereNothingIsPolled() throws Exception {
        List<String> unpolled = files().map(Parsed::name)
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
