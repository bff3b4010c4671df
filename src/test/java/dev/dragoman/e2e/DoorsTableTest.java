package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DoorsTableTest {
    private static final Path PAGE = Path.of("docs/compatibility.md");
    private static final Pattern TABLE = Pattern.compile("(?s)(?<=\n\n)\\|.*?\n(?=\n)");

    @Test
    void thePageSaysWhatTheSuiteWalksThrough() throws IOException {
        String rendered = DoorsTable.of(Thing.all());
        if (Boolean.getBoolean("update.docs")) {
            String page = Files.readString(PAGE);
            Files.writeString(PAGE, TABLE.matcher(page).replaceFirst(Matcher.quoteReplacement(rendered)));
        }

        Matcher table = TABLE.matcher(Files.readString(PAGE));
        assertThat(table.find()).as("%s has its table", PAGE).isTrue();
        assertThat(table.group())
                .as("%s is stale: mvn test -Dtest=DoorsTableTest -Dupdate.docs=true", PAGE)
                .isEqualTo(rendered);
    }

    @Test
    void thereAreFifteenThings() {
        assertThat(Thing.all())
                .extracting(Thing::number)
                .isEqualTo(IntStream.rangeClosed(1, 15).boxed().toList());
    }
}
