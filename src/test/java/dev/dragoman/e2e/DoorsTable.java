package dev.dragoman.e2e;

import java.util.List;
import java.util.stream.Collectors;

/** The table of the fifteen things in docs/compatibility.md, from the data that {@link FifteenThingsIT} walks through. */
final class DoorsTable {
    private static final String HEAD = """
            | | endpoint | what | HTTP | SQS | invocation | S3 |
            |---|---|---|---|---|---|---|
            """;

    private DoorsTable() {}

    static String of(List<Thing> things) {
        return things.stream().map(DoorsTable::row).collect(Collectors.joining("\n", HEAD, "\n"));
    }

    private static String row(Thing thing) {
        return "| %d | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        thing.number(),
                        thing.endpoint().label(),
                        thing.name(),
                        http(thing),
                        whole(thing),
                        whole(thing),
                        thing.hasDocument() ? "summary" : "");
    }

    private static String http(Thing thing) {
        if (thing.streams()) {
            return "events";
        }
        return thing.isAdjusted() ? "translated" : thing.isByClient() ? "openai-java" : "answer";
    }

    private static String whole(Thing thing) {
        if (thing.streams()) {
            return "answer, whole";
        }
        return thing.isAdjusted() ? "translated" : "answer";
    }
}
