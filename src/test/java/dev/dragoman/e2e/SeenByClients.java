package dev.dragoman.e2e;

import dev.dragoman.harness.ClientProgram.Saw;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What clients saw, for docs/clients.md. With {@code -Dupdate.docs=true} a client's table there is written anew, with
 * today's date; without it the tables are only left in {@code target/clients}.
 */
final class SeenByClients {
    static final Path PAGE = Path.of("docs/clients.md");

    private final Map<String, Map<ClientCase, String>> rows = new LinkedHashMap<>();

    void failed(String client, ClientCase each) {
        row(client).put(each, "*open* | *open*");
    }

    void saw(String client, ClientCase each, Saw direct, int before, Saw through, int calls) {
        String one = what(direct, before);
        String other = what(through, calls);
        row(client).put(each, one + " | " + (other.equals(one) ? "the same" : other));
    }

    private Map<ClientCase, String> row(String client) {
        return rows.computeIfAbsent(client, name -> new LinkedHashMap<>());
    }

    private static String what(Saw saw, int calls) {
        String status = saw.status() == 0 ? "" : " " + saw.status();
        String code = saw.code().isEmpty() ? "" : ", `" + saw.code() + "`";
        String what = saw.answered() ? "answer" : "`" + saw.error() + "`" + status + code;
        return what + (calls == 1 ? "" : "; " + calls + " calls");
    }

    /** Writes them down. */
    void write() {
        rows.forEach((client, cases) -> {
            String table = cases.entrySet().stream()
                    .map(row -> "| " + row.getKey().about() + " | " + row.getValue() + " |")
                    .collect(Collectors.joining("\n", head(), "\n"));
            try {
                Files.writeString(
                        Files.createDirectories(Path.of("target/clients")).resolve(client + ".md"), table);
                if (Boolean.getBoolean("update.docs")) {
                    Files.writeString(
                            PAGE,
                            table(client)
                                    .matcher(Files.readString(PAGE))
                                    .replaceFirst("$1" + Matcher.quoteReplacement(table)));
                }
            } catch (IOException notWritable) {
                throw new UncheckedIOException(notWritable);
            }
        });
    }

    private static String head() {
        return "As of " + LocalDate.now(Clock.systemUTC())
                + ":\n\n| what | directly | through Dragoman |\n|---|---|---|\n";
    }

    private static Pattern table(String client) {
        return Pattern.compile("(?s)(<!-- " + Pattern.quote(client) + " -->\n).*?(?=\n## |\\z)");
    }
}
