package dev.dragoman.console;

import dev.dragoman.Given;
import java.util.List;

/** Asks that have ended, as the tests of the page begin with. */
final class GivenAsks {
    private GivenAsks() {}

    /** One that was answered by the provider. */
    static FinishedAsk completed(String id, long millis) {
        return new FinishedAsk(
                Given.NOW,
                id,
                "http",
                "completed",
                null,
                "acme/m",
                null,
                10,
                20,
                300,
                millis,
                1,
                0,
                List.of(),
                true,
                false,
                false);
    }
}
