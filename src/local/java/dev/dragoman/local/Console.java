package dev.dragoman.local;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Plain lines for the person at the terminal. */
final class Console {
    private static final double NANOS = 1e9;

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private volatile boolean silent;

    Console(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    void say(String line) {
        if (!silent) {
            out.println(line);
            out.flush();
        }
    }

    /** Prints nothing from now on: while everything stops, calls under way fail, and that is no failure to report. */
    void fallSilent() {
        silent = true;
    }

    void blank() {
        say("");
    }

    void indented(List<String> lines) {
        lines.forEach(line -> say("    " + line));
    }

    /** Announces a step, does it, and says on the same line how long it took. */
    <T> T step(String what, Supplier<T> work) {
        out.print(what + " ... ");
        out.flush();
        long start = nanoTime.getAsLong();
        try {
            T result = work.get();
            say(since(start));
            return result;
        } catch (RuntimeException failure) {
            say("failed after " + since(start));
            throw failure;
        }
    }

    long now() {
        return nanoTime.getAsLong();
    }

    String since(long start) {
        return String.format(Locale.ROOT, "%.1f s", (nanoTime.getAsLong() - start) / NANOS);
    }
}
