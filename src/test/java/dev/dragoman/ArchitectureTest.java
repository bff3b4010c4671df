package dev.dragoman;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import dev.dragoman.blocking.Blocking;
import dev.dragoman.config.Checks;
import dev.dragoman.config.ModelConfig;
import dev.dragoman.lambda.LambdaMode;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The walls of design section 2, and the habits that a compiler does not hold. Production classes only. */
class ArchitectureTest {
    private static final String ROOT = "dev.dragoman";
    private static final Path SOURCES = Path.of("src/main/java");

    /** What even the pure stages may use. */
    private static final List<String> PLAIN = List.of("java..", "com.fasterxml.jackson..", "org.jspecify..");

    private static final String[] STAGES = {"event", "document", "payload", "ledger", "model", "outcome", "delivery"};

    static final JavaClasses PRODUCTION = production();

    private static JavaClasses production() {
        return new ClassFileImporter()
                .importUrl(Dragoman.class.getProtectionDomain().getCodeSource().getLocation());
    }

    private static String[] packages(String... names) {
        return Stream.of(names).map(name -> ROOT + "." + name + "..").toArray(String[]::new);
    }

    private static void check(ArchRule rule) {
        rule.check(PRODUCTION);
    }

    @Test
    void jsonKnowsNothingOfDragoman() {
        check(pure("json"));
    }

    @Test
    void whatBlocksLeavesTheEventLoopByOneWay() {
        check(noClasses()
                .that()
                .areNotAssignableTo(Blocking.class)
                .should()
                .callMethod(Infrastructure.class, "getDefaultWorkerPool"));
    }

    @Test
    void moneyKnowsModelsNamesAndJsonOnly() {
        check(pure("money", "event", "stream", "json"));
    }

    @Test
    void streamsKnowJsonOnly() {
        check(pure("stream", "json"));
    }

    @Test
    void eventsKnowStreamsAndJsonOnly() {
        check(pure("event", "stream", "json"));
    }

    @Test
    void outcomesKnowMoneyEventsStreamsAndJsonOnly() {
        check(pure("outcome", "money", "event", "stream", "json"));
    }

    @Test
    void theBridgeKnowsOutcomesEventsStreamsAndJsonOnly() {
        check(pure("bridge", "outcome", "event", "stream", "json"));
    }

    @Test
    void payloadsKnowThePureStagesOnly() {
        check(pure("payload", "bridge", "outcome", "event", "stream", "json"));
    }

    private static ArchRule pure(String name, String... known) {
        String[] allowed = Stream.of(PLAIN.stream(), Stream.of(packages(name)), Stream.of(packages(known)))
                .flatMap(packages -> packages)
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }

    @Test
    void noStageKnowsTheRoutesOrTheEdges() {
        check(noClasses()
                .that()
                .resideInAnyPackage(packages(STAGES))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages("pipeline", "http", "lambda")));
    }

    @Test
    void theLedgerKnowsNoOtherStageThanThePureOnes() {
        check(apart("ledger", "document", "model", "delivery", "config"));
    }

    @Test
    void theModelKnowsNoOtherStageThanThePureOnes() {
        check(apart("model", "document", "ledger", "delivery", "config"));
    }

    @Test
    void documentsKnowNoLaterStage() {
        check(apart("document", "ledger", "model", "delivery"));
    }

    @Test
    void deliveryKnowsOnlyTheOutcome() {
        check(apart("delivery", "document", "payload", "ledger", "model", "config"));
    }

    private static ArchRule apart(String stage, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(ROOT + "." + stage + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(others));
    }

    @Test
    void budgetsKnowNoStage() {
        check(apart(
                "budget", "document", "ledger", "model", "delivery", "config", "batch", "pipeline", "http", "lambda"));
    }

    /** Without it, all else is as it is. */
    @Test
    void nothingNeedsTheConsole() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".console..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".console.."));
    }

    @Test
    void batchesKnowNeitherTheModelNorTheSettings() {
        check(apart("batch", "payload", "model", "config", "pipeline", "http", "lambda"));
    }

    @Test
    void theSettingsKnowNoStageButTheEvents() {
        check(apart(
                "config",
                "document",
                "payload",
                "ledger",
                "model",
                "outcome",
                "delivery",
                "pipeline",
                "http",
                "lambda"));
    }

    @Test
    void camelIsKnownWhereRoutesAreJoinedAndStarted() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".pipeline..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel.."));
    }

    @Test
    void theAwsSdkIsKnownWhereObjectsAndMessagesAreReadAndWritten() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(packages(
                        "aws", "batch", "console", "document", "ledger", "budget", "delivery", "pipeline", "secret"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk.."));
    }

    @Test
    void theRestClientIsKnownToTheModelAndToWhatJoinsIt() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(packages("model", "pipeline"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus.rest.client..",
                        "org.eclipse.microprofile.rest.client..",
                        "org.jboss.resteasy.reactive.client.."));
    }

    @Test
    void thereIsNoOtherHttpClientThanVertxs() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.ws.rs.client..", "java.net.http.."));
    }

    /** What a client names is fetched in one guarded place; the other connections lead where the settings say. */
    @Test
    void besideTheModelsClientOnlyTheGuardedFetchOpensConnections() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(packages("model", "pipeline"))
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".document.WebFetch")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".lambda.ChunkedPost")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(HttpClient.class, HttpClientOptions.class, HttpClientRequest.class, Socket.class));
    }

    @Test
    void theProvidersKeyIsReadByTheSettingsOnlyAndHandedToTheModel() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(packages("config", "model"))
                .should()
                .callMethod(ModelConfig.class, "apiKey"));
        check(noClasses()
                .that()
                .resideOutsideOfPackages(packages("model", "pipeline"))
                .should()
                .callMethod(Checks.class, "model", ModelConfig.class));
    }

    @Test
    void howDocumentsAreCutIsKnownApartFromWhereTheyLie() {
        check(classes()
                .that()
                .resideInAPackage(ROOT + ".parts..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "org.apache.pdfbox..", ROOT + ".parts.."));
        check(noClasses()
                .that()
                .resideOutsideOfPackages(packages("parts", "document"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.pdfbox.."));
    }

    @Test
    void noTwoPackagesNeedEachOther() {
        check(slices().matching(ROOT + ".(*)").should().beFreeOfCycles());
    }

    @Test
    void nothingIsInjectedIntoFields() {
        check(noFields().should().beAnnotatedWith(Inject.class));
        check(GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION);
    }

    @Test
    void thereIsNoMutableStaticState() {
        check(fields().that().areStatic().should().beFinal());
    }

    @Test
    void nothingLogsThroughTheJdk() {
        check(GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING);
    }

    @Test
    void onlyTheStartWritesToTheConsole() {
        check(noClasses()
                .that()
                .doNotBelongToAnyOf(Dragoman.class, LambdaMode.class)
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS));
    }

    @ParameterizedTest
    @MethodSource
    void everyPackageSaysWhatItIs(Path directory) {
        assertThat(directory.resolve("package-info.java"))
                .content()
                .contains("/**")
                .contains("@NullMarked");
    }

    static List<Path> everyPackageSaysWhatItIs() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(PRODUCTION.stream().map(JavaClass::getPackage).distinct())
                .allMatch(ofClasses -> ofClasses.isAnnotatedWith(NullMarked.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"json", "event", "outcome", "payload", "document", "ledger", "model", "delivery", "pipeline"})
    void theWallsStandAroundSomething(String name) {
        JavaPackage guarded = PRODUCTION.getPackage(ROOT + "." + name);

        assertThat(guarded.getClasses()).isNotEmpty();
    }
}
