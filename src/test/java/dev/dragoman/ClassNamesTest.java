package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A name stands for one class only, and the names that were given up do not return. Production classes only. */
class ClassNamesTest {
    /** Names that said what a class is only to somebody who had opened it. */
    private static final Set<String> GIVEN_UP = Set.of(
            "Admission",
            "Announcements",
            "Arrival",
            "Attempt",
            "Blocking",
            "Bound",
            "Bounds",
            "Bridge",
            "Bridges",
            "Called",
            "CallerGone",
            "Carriage",
            "Carried",
            "ChatAnswer",
            "ChatOverResponses",
            "Closed",
            "Comeback",
            "Comebacks",
            "ConfigurationProblem",
            "Crossing",
            "Delivery",
            "Dialect",
            "Draft",
            "Event",
            "Facts",
            "Failures",
            "Flaw",
            "Folding",
            "Gate",
            "Guard",
            "Judge",
            "KeptBack",
            "LastWords",
            "Lull",
            "Nesting",
            "Open",
            "Original",
            "Passage",
            "Place",
            "Places",
            "QuietTime",
            "Register",
            "Relay",
            "Reply",
            "ResponsesOverChat",
            "Rests",
            "StoreFailure",
            "Surrogates",
            "Transcript",
            "Tries",
            "Upstream",
            "Verdict",
            "Vocabulary",
            "Waves",
            "Written");

    /** Why a class has such a name all the same. */
    private static final Map<String, String> KEPT = Map.of("Blocking", "what blocks a thread is what it is about");

    private static Stream<JavaClass> named() {
        return ArchitectureTest.PRODUCTION.stream()
                .filter(type -> !type.isAnonymousClass())
                .filter(type -> !type.getSimpleName().equals("package-info"));
    }

    @Test
    void noTwoClassesHaveTheSameSimpleName() {
        Map<String, List<String>> bySimpleName = named().collect(Collectors.groupingBy(
                JavaClass::getSimpleName,
                TreeMap::new,
                Collectors.mapping(JavaClass::getFullName, Collectors.toList())));

        assertThat(bySimpleName.values()).filteredOn(names -> names.size() > 1).isEmpty();
    }

    @Test
    void noNameThatWasGivenUpReturns() {
        assertThat(named().map(JavaClass::getSimpleName))
                .filteredOn(Predicate.not(KEPT::containsKey))
                .doesNotContainAnyElementsOf(GIVEN_UP)
                .noneMatch(name -> name.startsWith("Growing"));
    }
}
