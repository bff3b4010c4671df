package dev.dragoman.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What the person at the terminal has chosen.
 *
 * @param http Dragoman's port
 * @param s3 the S3 server's port
 * @param sqs the SQS server's port
 * @param model the stand-in's port
 * @param once whether to ask every door once and end, instead of staying up
 * @param key GMI Cloud's key, if its model is to be called instead of the stand-in
 */
record LaunchSettings(int http, int s3, int sqs, int model, boolean once, Optional<String> key) {
    /**
     * Reads them.
     *
     * @param property a system property, with its default
     * @param environment the environment variables
     */
    static LaunchSettings read(BiFunction<String, String, String> property, Map<String, String> environment) {
        return new LaunchSettings(
                port(property, "port.http", "8080"),
                port(property, "port.s3", "9000"),
                port(property, "port.sqs", "9324"),
                port(property, "port.model", "9400"),
                !property.apply("once", "false").equals("false"),
                Optional.ofNullable(environment.get("GMI_API_KEY")).filter(key -> !key.isBlank()));
    }

    private static int port(BiFunction<String, String, String> property, String name, String usual) {
        String value = property.apply(name, usual);
        try {
            int port = Integer.parseInt(value);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            throw badPort(name, value);
        }
        throw badPort(name, value);
    }

    private static CannotStart badPort(String name, String value) {
        return new CannotStart("-D" + name + "=" + value + " is no port: it has to be a number from 1 to 65535.");
    }

    /**
     * Checks every port before anything is started.
     *
     * @throws CannotStart naming each port that is in use, and the property that changes it
     */
    void requireFreePorts() {
        List<String> taken = new ArrayList<>();
        check(http, "Dragoman", "port.http", taken);
        check(s3, "the S3 server", "port.s3", taken);
        check(sqs, "the SQS server", "port.sqs", taken);
        if (key.isEmpty()) {
            check(model, "the stand-in model", "port.model", taken);
        }
        if (!taken.isEmpty()) {
            throw new CannotStart(String.join(System.lineSeparator(), taken));
        }
    }

    private static void check(int port, String what, String property, List<String> taken) {
        if (Ports.inUse(port)) {
            taken.add("Port " + port + " (" + what + ") is already in use: free it, or choose another with -D"
                    + property + "=PORT.");
        }
    }
}
