package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@link DirectAndThroughIT} lets differ is what the page says, and each of it is seen in a request. */
class DifferencesTest {
    private static final Path PAGE = Path.of("docs/compatibility.md");
    private static final Pattern TABLE = Pattern.compile("(?s)(?<=Only this may differ:\n\n).*?(?=\n## |\\z)");

    @Test
    void thePageSaysWhatMayDiffer() throws IOException {
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(
                    PAGE,
                    TABLE.matcher(Files.readString(PAGE)).replaceFirst(Matcher.quoteReplacement(Difference.table())));
        }

        Matcher table = TABLE.matcher(Files.readString(PAGE));
        assertThat(table.find()).as("%s has its table", PAGE).isTrue();
        assertThat(table.group())
                .as("%s is stale: mvn test -Dtest=DifferencesTest -Dupdate.docs=true", PAGE)
                .isEqualTo(Difference.table());
    }

    @Test
    void eachDifferenceIsSeenInARequest() {
        assertThat(WireCases.all()).flatExtracting(WireCase::allowed).contains(Difference.values());
    }

    @Test
    void aHundredRequestsAndMoreAreCompared() {
        assertThat(WireCases.all())
                .hasSizeGreaterThan(100)
                .extracting(WireCase::name)
                .doesNotHaveDuplicates();
    }
}
