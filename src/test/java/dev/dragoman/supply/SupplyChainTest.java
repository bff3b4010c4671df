package dev.dragoman.supply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupplyChainTest {
    private static final Path ROOT = Path.of("");

    /** What the build makes, and what is none of the project's. */
    private static final Set<String> SKIPPED = Set.of("target", ".git", "node_modules");

    @Test
    @Tag("F098")
    void everyDependencyAndPluginIsOneRelease() throws Exception {
        Pom pom = Pom.read(Files.readString(Path.of("pom.xml")));

        assertThat(pom.dependencies()).isNotEmpty();
        assertThat(pom.plugins()).isNotEmpty();
        assertThat(Pinned.loose(pom)).isEmpty();
        assertThat(loose("src/clients/", "pom.xml", SupplyChainTest::looseIn)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0-SNAPSHOT", "[1.0,2.0)", "LATEST", "RELEASE", "${unknown}", ""})
    @Tag("F098")
    void aDependencyOrPluginThatMayChangeIsFound(String version) throws Exception {
        String dependency = "<project><dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId>"
                + "<version>" + version + "</version></dependency></dependencies></project>";

        assertThat(Pinned.loose(Pom.read(dependency))).containsExactly("a:b");
        assertThat(Pinned.loose(Pom.read("<project><plugins><plugin><artifactId>b</artifactId><version>" + version
                        + "</version></plugin></plugins></project>")))
                .containsExactly(":b");
    }

    @Test
    @Tag("F098")
    void aPluginWithoutVersionIsFound() throws Exception {
        assertThat(Pinned.loose(Pom.read("<project><plugin><artifactId>b</artifactId></plugin></project>")))
                .containsExactly(":b");
    }

    @Test
    @Tag("F098")
    void theBuildItselfRefusesWhatMayChange() throws IOException {
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<requireReleaseDeps", "<banDynamicVersions", "<requirePluginVersions");
    }

    @Test
    @Tag("F098")
    void everyActionImageAndPackageIsPinned() throws IOException {
        assertThat(loose(".github/workflows/", ".yml", Pinned::looseActions)).isEmpty();
        assertThat(loose("infra/Dockerfile", "", Pinned::looseImages)).isEmpty();
        assertThat(loose("", "package.json", Pinned::loosePackages)).isEmpty();
    }

    @Test
    @Tag("F098")
    void anActionImageOrPackageThatMayChangeIsFound() {
        assertThat(Pinned.looseActions("""
                        steps:
                          - uses: actions/checkout@v4
                          - uses: a/b@0123456789abcdef0123456789abcdef01234567
                        """)).containsExactly("actions/checkout@v4");
        assertThat(Pinned.looseImages("FROM alpine\nFROM eclipse-temurin:latest\nFROM eclipse-temurin:17-jre\n"))
                .containsExactly("alpine", "eclipse-temurin:latest");
        assertThat(Pinned.loosePackages("{\"dependencies\": {\"a\": \"^1.0.0\", \"b\": \"1.0.0\", \"c\": \"latest\"}}"))
                .containsExactly("a", "c");
    }

    private static List<String> looseIn(String pom) {
        try {
            return Pinned.loose(Pom.read(pom));
        } catch (Exception unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static List<String> loose(String begin, String end, Function<String, List<String>> rule)
            throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.toString().replace('\\', '/');
                if (name.startsWith(begin) && name.endsWith(end)) {
                    found.addAll(rule.apply(Files.readString(file)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
