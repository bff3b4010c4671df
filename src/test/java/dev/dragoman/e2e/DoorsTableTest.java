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
    private static final Path README = Path.of("README.md");
    private static final Pattern TABLE =
            Pattern.compile("(?s)(?<=## What works, through which door\n.{1,2000}?\n\n)\\|.*?\n(?=\n)");

    @Test
    void theReadmeSaysWhatTheSuiteWalksThrough() throws IOException {
        String rendered = DoorsTable.of(Thing.all());
        if (Boolean.getBoolean("update.docs")) {
            String readme = Files.readString(README);
            Files.writeString(README, TABLE.matcher(readme).replaceFirst(Matcher.quoteReplacement(rendered)));
        }

        Matcher table = TABLE.matcher(Files.readString(README));
        assertThat(table.find()).as("the README has the section and its table").isTrue();
        assertThat(table.group())
                .as("the README's table is stale: mvn test -Dtest=DoorsTableTest -Dupdate.docs=true")
                .isEqualTo(rendered);
    }

    @Test
    void thereAreFifteenThings() {
        assertThat(Thing.all())
                .extracting(Thing::number)
                .isEqualTo(IntStream.rangeClosed(1, 15).boxed().toList());
    }
}
