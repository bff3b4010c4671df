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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tests that are named after the faults they show Dragoman surviving, as {@code F044_oneBadMessage}. */
final class FaultTests {
    private static final Pattern NAME = Pattern.compile("((?:F\\d{3}_)+)\\p{Lower}\\w*");
    private static final Pattern NUMBER = Pattern.compile("F\\d{3}");

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

    private static List<String> numbers(JavaMethod method) {
        Matcher name = NAME.matcher(method.getName());
        return name.matches()
                ? NUMBER.matcher(name.group(1))
                        .results()
                        .map(found -> found.group())
                        .toList()
                : List.of();
    }
}
