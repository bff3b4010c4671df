package dev.dragoman.infra;

import dev.dragoman.infra.Template.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a rule found. A rule about nothing would hold for ever, so nothing to look at is a finding too. */
final class Findings {
    private Findings() {}

    static <T> List<String> of(Collection<T> subjects, Predicate<T> keeps, Function<T, String> complaint) {
        List<String> found = new ArrayList<>();
        if (subjects.isEmpty()) {
            found.add("There is nothing that this rule is about");
        }
        subjects.stream().filter(keeps.negate()).map(complaint).forEach(found::add);
        return found;
    }

    static List<String> ofResources(Collection<Resource> resources, Predicate<Resource> keeps, String complaint) {
        return of(resources, keeps, resource -> resource.name() + ": " + complaint);
    }
}
