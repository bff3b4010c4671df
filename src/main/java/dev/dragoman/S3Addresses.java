package dev.dragoman;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Decides how buckets are addressed: in the path if an operator has named another S3 than AWS's own. Its host name has no
 * names of buckets before it: {@code bucket.localhost} leads nowhere.
 */
final class S3Addresses {
    private static final String PATH_STYLE = "QUARKUS_S3_PATH_STYLE_ACCESS";

    /** Where the AWS SDK and its Quarkus extension look for an endpoint: variables, and the properties of the same meaning. */
    private static final Map<String, String> ENDPOINTS = Map.of(
            "AWS_ENDPOINT_URL_S3",
            "aws.endpointUrlS3",
            "AWS_ENDPOINT_URL",
            "aws.endpointUrl",
            "QUARKUS_S3_ENDPOINT_OVERRIDE",
            "quarkus.s3.endpoint-override");

    private S3Addresses() {}

    /** Runs before the container starts, so it reads the environment and the system properties itself. */
    static void apply() {
        Map<String, String> environment = ENDPOINTS.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, name -> setting(name.getKey(), name.getValue())));
        boolean decided = !setting(PATH_STYLE, "quarkus.s3.path-style-access").isBlank();
        if (!decided && isOwnEndpoint(environment)) {
            System.setProperty("quarkus.s3.path-style-access", "true");
        }
    }

    private static String setting(String variable, String property) {
        return System.getProperty(property, System.getenv().getOrDefault(variable, ""));
    }

    static boolean isOwnEndpoint(Map<String, String> environment) {
        return ENDPOINTS.keySet().stream()
                .anyMatch(variable -> !environment.getOrDefault(variable, "").isBlank());
    }
}
