package dev.dragoman.supply;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is not pinned to one released version. */
final class Pinned {
    private static final Pattern RELEASE = Pattern.compile("\\d[\\w.+-]*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern ACTION = Pattern.compile("(?m)^\\s*-?\\s*uses:\\s*(\\S+)");
    private static final Pattern IMAGE = Pattern.compile("(?m)^FROM\\s+(\\S+)");
    private static final Pattern PACKAGE =
            Pattern.compile("\"(@?[\\w./-]+)\"\\s*:\\s*\"([~^*<>=]|latest|\\d+\\.x)[^\"]*\"");

    private Pinned() {}

    /** Dependencies and plugins with a snapshot, a range, a word, or no version at all. */
    static List<String> loose(Pom pom) {
        return Stream.concat(pom.dependencies().entrySet().stream(), pom.plugins().entrySet().stream())
                .filter(each -> !RELEASE.matcher(each.getValue()).matches()
                        || each.getValue().contains("SNAPSHOT"))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Actions of a workflow that are not named by a commit. */
    static List<String> looseActions(String workflow) {
        return ACTION.matcher(workflow)
                .results()
                .map(found -> found.group(1))
                .filter(action -> !action.startsWith("./"))
                .filter(action -> !COMMIT.matcher(action.substring(action.indexOf('@') + 1))
                        .matches())
                .toList();
    }

    /** Base images of a container file that are not named with a version. */
    static List<String> looseImages(String file) {
        return IMAGE.matcher(file)
                .results()
                .map(found -> found.group(1))
                .filter(image -> !image.equals("scratch"))
                .filter(image -> !image.matches(".+:.*\\d.*|.+@sha256:.+"))
                .toList();
    }

    /** Packages of a {@code package.json} that may change by themselves. */
    static List<String> loosePackages(String json) {
        return PACKAGE.matcher(json).results().map(found -> found.group(1)).toList();
    }
}
