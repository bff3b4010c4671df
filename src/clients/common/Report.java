import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Runs a client's cases, each directly and through Dragoman, and prints what the client saw: a line of JSON for each. */
public final class Report {
    /** A case: says what the client got. */
    @FunctionalInterface
    public interface Case {
        String saw(Way way, String model) throws Exception;
    }

    /** Where a client is pointed at. */
    public record Way(String name, String baseUrl) {
        /** Its base URL without the version, which some clients add themselves. */
        public String root() {
            return baseUrl.replaceFirst("/v1$", "");
        }
    }

    /** What a client says of a failure; status 0 and empty texts if it doesn't say. */
    public record Failure(String type, int status, String code, String message) {}

    private final List<Way> ways;
    private final Function<Throwable, Failure> failures;

    private Report(List<Way> ways, Function<Throwable, Failure> failures) {
        this.ways = ways;
        this.failures = failures;
    }

    /** From the arguments {@code direct=http://...} and {@code through=http://...}. */
    public static Report of(String[] arguments, Function<Throwable, Failure> failures) {
        List<Way> ways = Arrays.stream(arguments)
                .map(argument -> argument.split("=", 2))
                .map(pair -> new Way(pair[0], pair[1]))
                .toList();
        return new Report(ways, failures);
    }

    /** Runs a case. Its name is the model's. */
    public void on(String name, Case work) {
        for (Way way : ways) {
            List<String> fields = new ArrayList<>(List.of("case", name, "way", way.name()));
            try {
                fields.addAll(List.of("saw", work.saw(way, name)));
            } catch (Exception | AssertionError failure) {
                Failure told = failures.apply(failure);
                fields.addAll(List.of("error", told.type(), "status", String.valueOf(told.status())));
                fields.addAll(List.of("code", told.code(), "message", told.message()));
            }
            System.out.println(json(fields));
        }
    }

    /** The innermost cause of a type; null if there is none. */
    public static <T extends Throwable> T cause(Throwable failure, Class<T> type) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }

    /** A failure of which only its class and message are known. */
    public static Failure plain(Throwable failure) {
        return new Failure(failure.getClass().getSimpleName(), 0, "", String.valueOf(failure.getMessage()));
    }

    private static String json(List<String> fields) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < fields.size(); i += 2) {
            json.append(i == 0 ? "" : ",").append(text(fields.get(i))).append(':').append(text(fields.get(i + 1)));
        }
        return json.append('}').toString();
    }

    private static String text(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (char each : value.toCharArray()) {
            if (each == '"' || each == '\\' || each < ' ' || each > '~') {
                text.append(String.format("\\u%04x", (int) each));
            } else {
                text.append(each);
            }
        }
        return text.append('"').toString();
    }
}
