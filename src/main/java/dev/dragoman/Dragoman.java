package dev.dragoman;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts Dragoman. */
@QuarkusMain
public final class Dragoman {
    private Dragoman() {}

    /**
     * Starts it.
     *
     * @param args not used
     */
    public static void main(String... args) {
        Quarkus.run(args);
    }
}
