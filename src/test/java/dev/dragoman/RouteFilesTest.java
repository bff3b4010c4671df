package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.lambda.LambdaMode;
import dev.dragoman.pipeline.TestPipeline;
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
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.apache.camel.util.AntPathMatcher;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What the built-in route files hold: few lines, one route, no key, only the endpoints that are meant, no expression that looks
 * at content, and only names that a native image keeps.
 */
class RouteFilesTest {
    private static final Path FOLDER = Path.of("camel-routes");
    private static final Path SAMPLES = Path.of("samples/routes");
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final String SUFFIX = ".camel.yaml";
    private static final int MAX_LINES = 42;

    /** Begins the poll of the bucket; operators' routes begin nothing by themselves, so they may not use it. */
    private static final String CLOCK = "scheduler";

    /** What {@code StageProperties} and the routes set: values that are known without looking at content. */
    private static final Pattern STAGE_PROPERTY =
            Pattern.compile("\\$\\{exchangeProperty\\.(ask|door|endpoint|model|outcome|fromLedger|error|destination)}");

    private static final Set<String> SCRIPTS =
            Set.of("script", "groovy", "js", "python", "java", "joor", "mvel", "ognl", "language");

    /** The bean classes by the names that routes call them; the class comes from its producer's return type. */
    private static final Map<String, Class<?>> BEANS = beans();

    @Test
    void aFunctionLeavesOutTheFilesThatOnlyAServerCanUse() throws IOException {
        String[] leftOut = LambdaMode.SERVER_ROUTES.split(",");
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(Stream.of(leftOut)
                                    .anyMatch(each -> AntPathMatcher.INSTANCE.match(each, file.toString())))
                            .isEqualTo(Files.readString(file).contains("precondition:")));
        }
    }

    private static List<Class<?>> factories() {
        try {
            return List.of(
                    Class.forName("dev.dragoman.pipeline.Beans"),
                    Class.forName("dev.dragoman.pipeline.BatchBeans"),
                    Class.forName("dev.dragoman.pipeline.FlowBeans"),
                    Class.forName("dev.dragoman.pipeline.ModelBeans"),
                    Class.forName("dev.dragoman.pipeline.LedgerBeans"),
                    Class.forName("dev.dragoman.http.HttpBeans"),
                    Class.forName("dev.dragoman.console.ConsoleBeans"));
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
                return parse(path, Files.readString(path));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        static Parsed parse(Path path, String text) {
            Object yaml =
                    new Load(LoadSettings.builder().setLabel(path.toString()).build()).loadFromString(text);
            return new Parsed(
                    path.getFileName().toString().replace(SUFFIX, ""),
                    text.lines().toList(),
                    (List<?>) yaml);
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

        String uri() {
            return String.valueOf(((Map<?, ?>) Objects.requireNonNull(route().get("from"))).get("uri"));
        }

        /** The URIs of its endpoints. */
        List<String> uris() {
            return members().stream()
                    .filter(member -> member.is("uri", "to", "toD", "wireTap", "enrich", "pollEnrich", "poll"))
                    .filter(member -> member.value() instanceof String)
                    .map(Member::text)
                    .toList();
        }

        /** Its expressions, but for the whole body, which is only handed on, and what the stages tell. */
        List<String> expressionsOfContent() {
            return members().stream()
                    .filter(member -> member.value() instanceof String)
                    .filter(member -> !member.is("simple") || !member.text().equals("${body}"))
                    .map(member -> STAGE_PROPERTY.matcher(member.text()).replaceAll(""))
                    .filter(text -> text.contains("$"))
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

    @ParameterizedTest
    @MethodSource("files")
    void onlyTheEndpointsOfTheListAreUsed(Parsed file) {
        assertThat(file.uris())
                .extracting(uri -> uri.replaceFirst(":.*", ""))
                .filteredOn(scheme -> !scheme.equals(CLOCK))
                .allMatch(RouteFileValidator.SCHEMES::contains, "of a scheme on the list");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyRouteThatIsEnteredExists(Parsed file) {
        List<String> entries = files().map(Parsed::uri).toList();

        assertThat(file.uris())
                .filteredOn(uri -> uri.startsWith("direct:") || uri.startsWith("seda:"))
                .filteredOn(uri -> !uri.equals("direct:delivered"))
                .allMatch(entries::contains);
    }

    /** Who writes a message or an object chooses its headers, and Camel's own would steer what comes after. */
    @ParameterizedTest
    @MethodSource("files")
    void whatDoesNotComeFromARouteLosesItsHeadersFirst(Parsed file) {
        if (!file.uri().startsWith("direct:")) {
            List<?> steps = (List<?>) Objects.requireNonNull(
                    ((Map<?, ?>) Objects.requireNonNull(file.route().get("from"))).get("steps"));
            assertThat(steps.get(0))
                    .extracting("removeHeaders")
                    .extracting("pattern")
                    .isEqualTo("*");
        }
    }

    static Stream<Parsed> allFiles() {
        return Stream.concat(files(), samples());
    }

    private static Stream<Parsed> samples() {
        return Stream.of("notify", "archive").map(name -> Parsed.read(SAMPLES.resolve(name + SUFFIX)));
    }

    @ParameterizedTest
    @MethodSource("allFiles")
    @Tag("F096")
    void aKeyInARouteFileBreaksTheBuild(Parsed file) {
        String text = String.join("\n", file.lines());

        assertThat(RouteKeys.lines(text)).isEmpty();
        assertThat(text).doesNotContainPattern("(?i)\\{\\{[^}]*(key|secret|token|passw|credential)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-abcdefghijklmnop1234",
                "AKIAABCDEFGHIJKLMNOP",
                "0123456789abcdef0123456789abcdef",
                "QWxhZGRpbjpvcGVuIHNlc2FtZSB3aXRoIDEyMzQ1Njc4OTA=",
                "apiKey=abcdefghijklmnopqrstuvwx",
                "# GMI_API_KEY=eyJhbGciOiJIUzI1NiJ9.e30"
            })
    @Tag("F096")
    void whatLooksLikeAKeyIsFound(String key) {
        assertThat(RouteKeys.lines("- route:\n    id: " + key + "\n")).containsExactly(2);
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
        String scheme = file.uri().replaceFirst(":.*", "");

        if (scheme.equals("direct") || scheme.equals("seda")) {
            assertThat(file.uri()).isEqualTo(scheme + ":" + file.name());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aRouteThatWaitsForSomethingIsLeftOutIfItIsNotConfigured(Parsed file) {
        if (!file.uri().startsWith("direct:")) {
            assertThat(file.route().get("precondition")).asString().matches("'\\{\\{dragoman\\.[a-z.]+:}}' != ''");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void noExpressionLooksAtContent(Parsed file) {
        assertThat(file.expressionsOfContent()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void thereIsNoScript(Parsed file) {
        assertThat(file.members()).noneMatch(member -> SCRIPTS.contains(member.key()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- log: 'judged ${exchangeProperty.outcome} on ${exchangeProperty.ask}' | true",
                "- log: {message: '${exchangeProperty.error}', loggingLevel: WARN} | true",
                "- log: '${body}' | false",
                "- log: {message: 'judged ${body}'} | false",
                "- log: '${exchangeProperty.dragomanAsk}' | false",
                "- log: '${headers}' | false"
            })
    void aStepThatLogsWhatTheStagesTellMayBeAdded(String step, boolean allowed) throws IOException {
        Path ask = FOLDER.resolve("ask" + SUFFIX);
        String judge = "              - bean: {ref: outcomes, method: judge}\n";
        String text = Files.readString(ask).replace(judge, judge + "              " + step + "\n");

        assertThat(text).contains(step);
        assertThat(Parsed.parse(ask, text).expressionsOfContent().isEmpty()).isEqualTo(allowed);
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
        // Camel's extension keeps what this names.
        assertThat(settings.getProperty("camel.main.routes-include-pattern").split(","))
                .containsExactlyInAnyOrderElementsOf(
                        files().map(file -> "classpath:" + FOLDER + "/" + file.name() + SUFFIX)
                                .toList());
    }

    @Test
    void camelLoadsEveryFileAndLeavesOutWhatIsNotConfigured() throws Exception {
        List<String> unpolled = files().map(Parsed::name)
                .filter(name -> !name.startsWith("poll-") && !name.startsWith("announce"))
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
