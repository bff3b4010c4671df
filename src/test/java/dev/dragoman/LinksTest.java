package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links between the pages of the repository lead to files and headings that exist. Other addresses are not looked at. */
class LinksTest {
    private static final Set<String> NO_PAGES = Set.of("target", ".git", "node_modules");

    private static final Pattern CODE = Pattern.compile("(?ms)^\\s*```.*?^\\s*```$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        assertThat(brokenLinks(page)).isEmpty();
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(""))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.iterate(file, Path::getParent)
                            .takeWhile(part -> part != null)
                            .noneMatch(
                                    part -> NO_PAGES.contains(part.getFileName().toString())))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thePagesAreFound() throws IOException {
        assertThat(pages())
                .contains(Path.of("README.md"), Path.of("docs/design.md"), Path.of("infra/README.md"))
                .anyMatch(page -> page.startsWith("docs/adr"));
    }

    @Test
    void aHeadingsAnchorIsAsGitHubMakesIt() {
        assertThat(anchors("# 7. Payload\n\n## `a` and b, (c)\n\n## Twice\n\n## Twice\n\n```sh\n# no heading\n```\n"))
                .containsExactlyInAnyOrder("7-payload", "a-and-b-c", "twice", "twice-1");
    }

    private static List<String> brokenLinks(Path page) throws IOException {
        return LINK.matcher(prose(Files.readString(page)))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !ELSEWHERE.matcher(link).matches())
                .filter(link -> !leadsSomewhere(page, link))
                .toList();
    }

    private static boolean leadsSomewhere(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        try {
            return Files.exists(target)
                    && (parts.length == 1 || anchors(Files.readString(target)).contains(parts[1]));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static Set<String> anchors(String page) {
        Set<String> anchors = new HashSet<>();
        for (MatchResult heading : HEADING.matcher(prose(page)).results().toList()) {
            String anchor = heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-');
            String unique = anchor;
            for (int i = 1; !anchors.add(unique); i++) {
                unique = anchor + "-" + i;
            }
        }
        return anchors;
    }

    private static String prose(String page) {
        return CODE.matcher(page).replaceAll("");
    }
}
