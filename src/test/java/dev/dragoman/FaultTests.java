package dev.dragoman;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Tags;

/** The tests that are tagged with the faults they show Dragoman surviving, as {@code @Tag("F044")}. */
final class FaultTests {
    private static final Pattern FAULT = Pattern.compile("F\\d{3}");

    private FaultTests() {}

    /** The classes with tests, by the fault's number. */
    static Map<String, Set<String>> byNumber() {
        Map<String, Set<String>> found = new TreeMap<>();
        for (JavaClass type : imported()) {
            type.getMethods().stream()
                    .filter(FaultTests::isTest)
                    .forEach(method -> numbers(method)
                            .forEach(number -> found.computeIfAbsent(number, key -> new TreeSet<>())
                                    .add(type.getSimpleName())));
        }
        return found;
    }

    /** The names of all classes with tests in them. */
    static Set<String> classes() {
        Set<String> names = new TreeSet<>();
        imported().forEach(type -> names.add(type.getSimpleName()));
        return names;
    }

    private static JavaClasses imported() {
        return new ClassFileImporter()
                .importLocations(List.of(
                        Location.of(Path.of("target/test-classes/dev/dragoman").toUri())));
    }

    private static boolean isTest(JavaMethod method) {
        return method.isMetaAnnotatedWith("org.junit.platform.commons.annotation.Testable")
                || method.isAnnotatedWith("com.code_intelligence.jazzer.junit.FuzzTest");
    }

    private static Stream<String> numbers(JavaMethod method) {
        Stream<Tag> one = method.tryGetAnnotationOfType(Tag.class).stream();
        Stream<Tag> several =
                method.tryGetAnnotationOfType(Tags.class).stream().flatMap(tags -> Stream.of(tags.value()));
        return Stream.concat(one, several).map(Tag::value).filter(FAULT.asMatchPredicate());
    }
}
