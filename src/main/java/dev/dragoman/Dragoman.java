package dev.dragoman;

import dev.dragoman.config.StartFailure;
import dev.dragoman.http.ConnectionsHook;
import dev.dragoman.lambda.LambdaMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jspecify.annotations.Nullable;

/** Starts Dragoman, as a Lambda function or as a server (design section 3, "One artifact"). */
@QuarkusMain
public final class Dragoman {
    private Dragoman() {}

    /**
     * Starts it and stays until it is stopped.
     *
     * @param args not used
     */
    public static void main(String... args) {
        String began = Long.toString(System.nanoTime());
        if (LambdaMode.isOn()) {
            LambdaMode.apply();
        } else {
            Exposure.apply();
            ConnectionsHook.apply();
        }
        S3Addresses.apply();
        // As an argument: the container makes the application, and a static field would be part of a native image.
        Quarkus.run(Application.class, Dragoman::exit, began);
    }

    private static void exit(int code, @Nullable Throwable failure) {
        if (failure != null) {
            String sentence = StartFailure.sentence(failure);
            System.err.println("Dragoman can't start: " + sentence);
            if (LambdaMode.isOn()) {
                LambdaMode.reportInitError(sentence);
            }
        }
        System.exit(code);
    }
}
