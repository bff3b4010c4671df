package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of faults in {@code docs/outcomes.md}: each number has a row, an outcome and a test. */
class FaultsTest {
    private static final Path PAGE = Path.of("docs/outcomes.md");

    /** The faults that Dragoman has to survive. */
    private static final String NUMBERS = """
            F001 F002 F003 F004 F005 F006 F007 F008 F009 F010 F012 F014 F015 F016 F017 F018 F019 F021 F023 F025 F026 F027
            F028 F029 F030 F031 F032 F033 F034 F035 F036 F037 F039 F040 F041 F042 F043 F044 F045 F047 F048 F049 F050 F051
            F052 F053 F054 F055 F057 F058 F061 F062 F063 F064 F065 F066 F067 F068 F069 F070 F071 F073 F074 F076 F077 F078
            F080 F081 F082 F084 F085 F086 F087 F088 F089 F090 F092 F094 F096 F097 F098 F099 F100""";

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (F\\d{3}) \\| ([^|]+) \\| ([^|]+) \\|(.*)\\|$");

    private static final Pattern CLASS = Pattern.compile("`(\\w+(?:IT|Test|Scan))`");
    private static final Pattern NUMBER = Pattern.compile("\\bF\\d{3}\\b");

    private final Map<String, Set<String>> tests = FaultTests.byNumber();

    @Test
    void everyFaultHasATest() {
        assertThat(tests.keySet()).containsExactlyElementsOf(new TreeSet<>(List.of(NUMBERS.split("\\s+"))));
    }

    @Test
    void thePageNamesTheTestsOfEveryFault() throws IOException {
        String page = Files.readString(PAGE);
        String renewed = ROW.matcher(page)
                .replaceAll(row -> Matcher.quoteReplacement("| %s | %s | %s | %s |"
                        .formatted(row.group(1), row.group(2), row.group(3), named(row.group(1)))));
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(PAGE, renewed);
        }

        assertThat(PAGE)
                .as("docs/outcomes.md is stale: mvn test -Dtest=FaultsTest -Dupdate.docs=true")
                .hasContent(renewed);
        assertThat(ROW.matcher(page).results().map(row -> row.group(1))).containsExactlyElementsOf(tests.keySet());
    }

    @Test
    void theThreatModelNamesTestsThatAreThere() throws IOException {
        String model = Files.readString(Path.of("docs/threat-model.md"));
        Set<String> classes = FaultTests.classes();

        assertThat(CLASS.matcher(model).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allMatch(classes::contains);
        assertThat(NUMBER.matcher(model).results().map(found -> found.group())).allMatch(tests::containsKey);
    }

    private String named(String number) {
        return tests.getOrDefault(number, Set.of()).stream()
                .map(type -> "`" + type + "`")
                .collect(Collectors.joining(", "));
    }
}
